package io.chaintier.gateway.rpc;

import io.chaintier.gateway.rpc.RpcMethod.Result;
import java.util.List;
import java.util.Map;

/** Over HTTP nobody can be told anything that he did not ask for. */
final class NoSubscriptions implements AllMethods.Group {
    private static final List<String> ANY = List.of("kind of subscription", "filter");

    @Override
    public Map<String, RpcMethod> methods() {
        RpcMethod none = new RpcMethod(ANY, 0, (chain, in) -> refuse());
        return Map.of("eth_subscribe", none, "eth_unsubscribe", none);
    }

    private static Result refuse() throws RpcException {
        throw RpcException.methodNotFound("notifications not supported: subscribe over WebSocket, at the same address");
    }
}
