curl {{url}}/v1/chat/completions \
  -H 'content-type: application/json' \
  -d '{{body}}'
