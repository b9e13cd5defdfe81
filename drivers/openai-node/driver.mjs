// The official Node SDK, as its page shows it: no format named, vectors in the order they came.

import { createInterface } from "node:readline";
import OpenAI from "openai";

const client = new OpenAI();

async function embed({ texts, model, dimensions, parameters }) {
  const width = dimensions == null ? {} : { dimensions };
  const made = await client.embeddings.create({ model, input: texts, ...width, ...parameters });
  return made.data.map((item) => item.embedding);
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  let told;
  try {
    told = { vectors: await embed(asked) };
  } catch (error) {
    told = { error: { type: error.constructor.name, message: error.message, status: error.status ?? null } };
  }
  process.stdout.write(`${JSON.stringify({ id: asked.id, ...told })}\n`);
}
