package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.read.Tier;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
     * @param value   read already, written later
     * @param sources where it was read; none where nothing was read or found
     * @param basis   the blocks it is made from
     */
    record Result(ValueWriter value, Set<Source> sources, Basis basis) {
        Result {
            sources = Set.copyOf(sources);
        }

        /** A value of which no more is known than the tier it was read from. */
        Result(ValueWriter value, Optional<Tier> tier) {
            this(value, tier.map(Source::of).map(Set::of).orElse(Set.of()), Basis.UNKNOWN);
        }

        /** What does not depend on anything stored. */
        static Result constant(ValueWriter value) {
            return new Result(value, Set.of(), Basis.NO_BLOCK);
        }

        static Result constant(String text) {
            return constant(out -> out.writeString(text));
        }
    }

    Result call(String name, ChainId chain, JsonNode params) throws RpcException {
        return body.call(chain, new Params(name, paramNames, requiredParams, params));
    }
}
