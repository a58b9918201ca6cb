package io.chaintier.gateway.rpc;

import io.chaintier.evm.EvmRenderer;
import io.chaintier.gateway.read.TieredReader;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The one list of what can be called. */
final class AllMethods {
    private AllMethods() {}

    /** Methods that belong together. */
    @FunctionalInterface
    interface Group {
        Map<String, RpcMethod> methods();
    }

    /**
     * All methods by name.
     *
     * @param clientVersion answer to {@code web3_clientVersion}
     * @param limits        what one call may ask for
     * @param live          who is told what moves
     * @throws IllegalStateException if two groups have a method of the same name
     */
    static Map<String, RpcMethod> over(TieredReader reader, String clientVersion, RpcLimits limits, Live live) {
        EvmRenderer renderer = new EvmRenderer();
        LogMethods logs = new LogMethods(new LogSearch(reader, limits.logs()), limits.logs());
        List<Group> groups = List.of(
                new ChainMethods(reader, clientVersion),
                new BlockMethods(reader, renderer),
                new TransactionMethods(reader, renderer),
                new ReceiptMethods(reader, renderer),
                new UncleMethods(reader, renderer),
                logs,
                new NodeMethods(reader, Clock.systemUTC()),
                new NoSubscriptions(),
                new FilterMethods(live, logs),
                new FeeMethods(reader),
                new RawMethods(reader));
        return groups.stream()
                .flatMap(group -> group.methods().entrySet().stream())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
