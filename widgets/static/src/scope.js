// The questions of one lesson (one scope) and the reveals that wait for them.
const scopes = new Map();

function lesson(scope) {
  if (!scopes.has(scope)) scopes.set(scope, { states: new Map(), waiting: new Map() });
  return scopes.get(scope);
}

/** Say how a question stands: {done, number, text}. */
export function publish(scope, uid, state) {
  const { states, waiting } = lesson(scope);
  states.set(uid, state);
  for (const listener of waiting.get(uid) ?? []) listener(state);
}

/** Call the listener now, if the question is known, and at every change. Returns the way to stop. */
export function watch(scope, uid, listener) {
  const { states, waiting } = lesson(scope);
  if (!waiting.has(uid)) waiting.set(uid, new Set());
  waiting.get(uid).add(listener);
  if (states.has(uid)) listener(states.get(uid));
  return () => waiting.get(uid).delete(listener);
}
