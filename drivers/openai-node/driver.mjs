// The official Node SDK, as its page shows it: no format named, vectors in the order they came.

import OpenAI from "openai";
import { drive } from "../protocol/driving.mjs";

const client = new OpenAI();

async function embed({ texts, model, dimensions, parameters }) {
  const width = dimensions == null ? {} : { dimensions };
  const made = await client.embeddings.create({ model, input: texts, ...width, ...parameters });
  return made.data.map((item) => item.embedding);
}

await drive(embed);
