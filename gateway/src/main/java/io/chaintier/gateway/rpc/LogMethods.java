package io.chaintier.gateway.rpc;

import io.chaintier.event.ChainId;
import io.chaintier.evm.ReceiptLog;
import io.chaintier.gateway.rpc.RpcLimits.LogLimits;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import java.util.List;
import java.util.Map;

/** Search for logs (R10, B1, B2). */
final class LogMethods implements AllMethods.Group {
    private final LogSearch search;
    private final LogLimits limits;

    LogMethods(LogSearch search, LogLimits limits) {
        this.search = search;
        this.limits = limits;
    }

    @Override
    public Map<String, RpcMethod> methods() {
        return Map.of("eth_getLogs", new RpcMethod(List.of("filter"), this::getLogs));
    }

    private Result getLogs(ChainId chain, Params in) throws RpcException {
        return getLogs(chain, LogFilter.parse(in.label(0), in.value(0), limits.alternatives()));
    }

    /** The logs that a filter matches, in chain order. */
    Result getLogs(ChainId chain, LogFilter filter) throws RpcException {
        LogSearch.Found found = search.find(chain, filter);
        return new Result(
                out -> {
                    out.writeStartArray();
                    for (ReceiptLog log : found.logs()) {
                        log.write(out, found.removed());
                    }
                    out.writeEndArray();
                },
                found.sources(),
                found.basis());
    }
}
