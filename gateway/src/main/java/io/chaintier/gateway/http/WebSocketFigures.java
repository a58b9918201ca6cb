package io.chaintier.gateway.http;

/**
 * WebSocket connections since the start.
 *
 * @param open    now
 * @param refused that were not let in
 * @param cutOff  that were closed because the client did not read, or did not answer
 */
record WebSocketFigures(int open, long refused, long cutOff) {}
