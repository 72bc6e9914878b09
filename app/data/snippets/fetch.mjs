const response = await fetch("{{url}}/v1/chat/completions", {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({{body}}),
});
const completion = await response.json();
console.log(completion.choices[0].message.content);
