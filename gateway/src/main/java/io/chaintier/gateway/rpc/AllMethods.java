package io.chaintier.gateway.rpc;

import io.chaintier.evm.EvmRenderer;
import io.chaintier.gateway.read.TieredReader;
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
     * @throws IllegalStateException if two groups have a method of the same name
     */
    static Map<String, RpcMethod> over(TieredReader reader, String clientVersion) {
        EvmRenderer renderer = new EvmRenderer();
        List<Group> groups = List.of(
                new NodeMethods(reader, clientVersion),
                new BlockMethods(reader, renderer),
                new TransactionMethods(reader, renderer),
                new ReceiptMethods(reader, renderer),
                new UncleMethods(reader, renderer),
                new FeeMethods(reader),
                new RawMethods(reader));
        return groups.stream()
                .flatMap(group -> group.methods().entrySet().stream())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
