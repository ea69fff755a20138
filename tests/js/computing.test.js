import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { compute, written } from "../../widgets/static/src/computing.js";

const table = JSON.parse(readFileSync(new URL("../operations.json", import.meta.url), "utf8"));

test("operations give what the shared table says", () => {
  for (const [operation, values, expected] of table.compute) {
    const found = compute(operation, values);
    const what = `${operation} ${values}: ${found}`;
    if (expected === null) assert.equal(found, null, what);
    else assert.ok(Math.abs(found - expected) <= 1e-5 * Math.max(1e-9, Math.abs(expected)), what);
  }
});

test("operations are written out", () => {
  for (const [operation, texts, expected] of table.written) assert.equal(written(operation, texts), expected);
});

test("a name that every object has is no operation", () => assert.equal(compute("toString", [1, 2]), null));
