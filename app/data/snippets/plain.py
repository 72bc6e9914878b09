import json
from urllib.request import Request, urlopen

body = {{body}}
request = Request(
    "{{url}}/v1/chat/completions",
    data=json.dumps(body).encode(),
    headers={"content-type": "application/json"},
)
with urlopen(request) as response:
    completion = json.load(response)
print(completion["choices"][0]["message"]["content"])
