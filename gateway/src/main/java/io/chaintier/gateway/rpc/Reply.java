package io.chaintier.gateway.rpc;

import io.vertx.core.buffer.Buffer;

/**
 * The answer to one HTTP request.
 *
 * @param json       one response or an array of them; empty where only notifications came
 * @param provenance where it is from
 */
public record Reply(Buffer json, Provenance provenance) {}
