package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import io.chaintier.gateway.upstream.UpstreamException;
import io.chaintier.gateway.upstream.UpstreamNode;
import io.chaintier.gateway.upstream.Upstreams;
import io.chaintier.store.StoreUnavailableException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Calls that another node answers, where there is one for them. Results and errors come back as that node gave them. */
final class PassedOn {
    private static final int INTERNAL_ERROR = -32603;

    private final Upstreams upstreams;

    PassedOn(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    /** An answer that is there, or the reason why it is not. */
    @FunctionalInterface
    interface Outcome {
        Result get() throws RpcException;
    }

    /** For messages: why a method that is not here is not passed on. */
    String whyNot(ChainId chain) {
        return upstreams.of(chain).isPresent()
                ? "neither is it answered from what is stored, nor passed on (gateway.upstream.methods)"
                : "what is answered are blocks, transactions, receipts and logs; what needs a node's state, pool or keys"
                        + " can be passed on to a node (gateway.upstream.url)";
    }

    boolean takes(ChainId chain, RpcCall call) {
        return upstreams.of(chain, call.method()).isPresent();
    }

    /** @param call one that {@link #takes} */
    Result ask(ChainId chain, RpcCall call) throws RpcException {
        return askAll(chain, List.of(call)).get(call).get();
    }

    /**
     * @param calls all of which {@link #takes}; they are sent as one batch
     * @return what became of each, by identity
     */
    Map<RpcCall, Outcome> askAll(ChainId chain, List<RpcCall> calls) {
        Map<RpcCall, Outcome> outcomes = new IdentityHashMap<>();
        if (calls.isEmpty()) {
            return outcomes;
        }
        UpstreamNode node = upstreams.of(chain).orElseThrow();
        try {
            List<JsonNode> answers = node.ask(calls.stream()
                    .map(call -> new UpstreamNode.Call(call.method(), call.params()))
                    .toList());
            for (int i = 0; i < calls.size(); i++) {
                JsonNode answer = answers.get(i);
                outcomes.put(calls.get(i), () -> result(answer));
            }
        } catch (UpstreamException e) {
            calls.forEach(call -> outcomes.put(call, () -> {
                throw error(e);
            }));
        } catch (StoreUnavailableException e) {
            calls.forEach(call -> outcomes.put(call, () -> {
                throw RpcException.timedOut();
            }));
        }
        return outcomes;
    }

    private static Result result(JsonNode answer) throws RpcException {
        JsonNode error = answer.path("error");
        if (error.isObject()) {
            throw RpcException.ofNode(
                    error.path("code").asInt(INTERNAL_ERROR),
                    error.path("message").asText(),
                    error.path("data"));
        }
        JsonNode value = answer.path("result");
        return new Result(out -> out.writeTree(value), Set.of(Source.UPSTREAM), Basis.UNKNOWN);
    }

    private static RpcException error(UpstreamException e) {
        return e.isBusy()
                ? RpcException.limitExceeded("busy: " + e.getMessage() + "; try again later")
                : RpcException.unavailable("not available now: upstream: " + e.getMessage());
    }
}
