package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.read.Tier;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A method that clients can call.
 *
 * @param paramNames     one per param, for error messages
 * @param requiredParams how many of them, from the first on, must be there
 */
record RpcMethod(List<String> paramNames, int requiredParams, Body body) {
    /** A method of which no param may be left out. */
    RpcMethod(List<String> paramNames, Body body) {
        this(paramNames, paramNames.size(), body);
    }

    /** What the method does. */
    @FunctionalInterface
    interface Body {
        Result call(ChainId chain, Params params) throws RpcException;
    }

    /** Writes one JSON value. */
    @FunctionalInterface
    interface ValueWriter {
        void write(JsonGenerator out) throws IOException;
    }

    /**
     * @param value read already, written later
     * @param tier  where it was read; empty where nothing was read or found
     */
    record Result(ValueWriter value, Optional<Tier> tier) {
        static Result unread(String text) {
            return new Result(out -> out.writeString(text), Optional.empty());
        }
    }

    Result call(String name, ChainId chain, JsonNode params) throws RpcException {
        return body.call(chain, new Params(name, paramNames, requiredParams, params));
    }
}
