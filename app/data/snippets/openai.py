# pip install openai
from openai import OpenAI

client = OpenAI(base_url="{{url}}/v1", api_key="none")
completion = client.chat.completions.create(
    model="default",
{{arguments}})
print(completion.choices[0].message.content)
