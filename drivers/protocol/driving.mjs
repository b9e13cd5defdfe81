// The driver protocol of the client gate for Node: JSON lines in, JSON lines out, one of each for a request.

import { createInterface } from "node:readline";

// JSON.stringify makes null of a number that is not finite. It is told as NaN, in the form that Python writes.
const NAN = "\u0000NaN";
const unwritable = (value) => typeof value === "number" && !Number.isFinite(value);
const written = (reply) =>
  JSON.stringify(reply, (_, value) => (unwritable(value) ? NAN : value)).replaceAll(JSON.stringify(NAN), "NaN");

// Answers each line of standard input with one of standard output. `embed` gets what a line asks for and returns the
// vectors in the order of the texts; what it throws is written as the request's error.
export async function drive(embed) {
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    let told;
    try {
      told = { vectors: await embed(asked) };
    } catch (error) {
      const status = error.status ?? error.statusCode ?? null;
      told = { error: { type: error.constructor.name, message: error.message, status } };
    }
    process.stdout.write(`${written({ id: asked.id, ...told })}\n`);
  }
}
