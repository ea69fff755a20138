import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bucket, canonicalText, parseNumber } from "../../widgets/static/src/canonical.js";
import { openSeal } from "../../widgets/static/src/seal.js";

const table = JSON.parse(readFileSync(new URL("../canonical.json", import.meta.url), "utf8"));

test("text has one form", () => {
  for (const [typed, canonical] of table.text) {
    assert.equal(canonicalText(typed), canonical, typed);
    assert.equal(canonicalText(canonical), canonical, typed);
  }
});

test("numbers are read as people type them", () => {
  for (const [typed, number] of table.number) assert.equal(parseNumber(typed), number, typed);
});

test("buckets", () => {
  for (const [x, offset, step, number] of table.bucket) assert.equal(bucket(x, offset, step), number);
});

test("what Python sealed opens here, and only with its answer", () => {
  for (const { uid, boxes, seal, opens, shut } of table.seal) {
    for (const [typed, key] of opens) assert.deepEqual(openSeal(seal, typed, uid), boxes[key], typed);
    for (const typed of shut) assert.equal(openSeal(seal, typed, uid), null, typed);
    assert.equal(openSeal(seal, opens[0][0], `${uid}x`), null);
  }
});

test("the table is not empty", () => {
  for (const [name, rows] of Object.entries(table)) assert.ok(rows.length > 1, name);
});
