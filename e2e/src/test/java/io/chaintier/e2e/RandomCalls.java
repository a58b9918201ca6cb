package io.chaintier.e2e;

import io.chaintier.e2e.RpcClient.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Calls of every method in every shape, mostly as they should be, at times as they should not. Seeded. */
final class RandomCalls {
    /** A param as it should be. */
    private enum Kind {
        NUMBER_OR_TAG(ChainWords::numberOrTag),
        BLOCK_HASH(ChainWords::blockHash),
        TRANSACTION_HASH(ChainWords::transactionHash),
        INDEX(ChainWords::index),
        FLAG(ChainWords::yesOrNo);

        private final Function<ChainWords, Object> right;

        Kind(Function<ChainWords, Object> right) {
            this.right = right;
        }
    }

    private record Method(String name, List<Kind> params) {
        Method(String name, Kind... params) {
            this(name, List.of(params));
        }
    }

    /** One line for each method that both a node and the gateway have. */
    private static final List<Method> METHODS = List.of(
            new Method("eth_chainId"),
            new Method("net_version"),
            new Method("eth_syncing"),
            new Method("eth_blockNumber"),
            new Method("eth_getBlockByNumber", Kind.NUMBER_OR_TAG, Kind.FLAG),
            new Method("eth_getBlockByHash", Kind.BLOCK_HASH, Kind.FLAG),
            new Method("eth_getBlockTransactionCountByNumber", Kind.NUMBER_OR_TAG),
            new Method("eth_getBlockTransactionCountByHash", Kind.BLOCK_HASH),
            new Method("eth_getUncleCountByBlockNumber", Kind.NUMBER_OR_TAG),
            new Method("eth_getUncleCountByBlockHash", Kind.BLOCK_HASH),
            new Method("eth_getTransactionByHash", Kind.TRANSACTION_HASH),
            new Method("eth_getTransactionByBlockNumberAndIndex", Kind.NUMBER_OR_TAG, Kind.INDEX),
            new Method("eth_getTransactionByBlockHashAndIndex", Kind.BLOCK_HASH, Kind.INDEX),
            new Method("eth_getTransactionReceipt", Kind.TRANSACTION_HASH),
            new Method("eth_getBlockReceipts", Kind.NUMBER_OR_TAG),
            new Method("eth_getBlockReceipts", Kind.BLOCK_HASH));

    private static final List<Object> WRONG = List.of(
            "",
            "0x",
            "0x0",
            "0x00",
            "0x007",
            "12",
            "-0x1",
            "0x-1",
            "0xg",
            "0X1",
            " 0x1",
            "0x1 ",
            "LATEST",
            "Latest",
            "newest",
            "0xffffffffffffffff",
            "0x8000000000000000",
            "0x10000000000000000",
            "0x" + "ab".repeat(31),
            "0x" + "ab".repeat(33),
            "0x" + "AB".repeat(32),
            "ab".repeat(32),
            0,
            1,
            -1,
            1.5,
            true,
            false,
            List.of(),
            List.of("0x1"),
            Map.of(),
            Map.of("blockNumber", "0x1"),
            Map.of("blockHash", "0x" + "ab".repeat(32)));

    private final ChainWords words;
    private final Random random;

    RandomCalls(ChainWords words, Random random) {
        this.words = words;
        this.random = random;
    }

    List<Call> next(int count) {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(next());
        }
        return calls;
    }

    private Call next() {
        Method method = METHODS.get(random.nextInt(METHODS.size()));
        List<Object> params = new ArrayList<>();
        method.params().forEach(kind -> params.add(kind.right.apply(words)));
        if (random.nextInt(4) == 0) {
            spoil(params);
        }
        return new Call(method.name(), params.toArray());
    }

    /** One param too few, one too many, one that is null, or one of another shape. */
    private void spoil(List<Object> params) {
        int place = params.isEmpty() ? 0 : random.nextInt(params.size());
        switch (params.isEmpty() ? 0 : random.nextInt(8)) {
            case 0:
                params.add(wrong());
                break;
            case 1:
                params.subList(place, params.size()).clear();
                break;
            case 2:
                params.set(place, null);
                break;
            default:
                params.set(place, wrong());
                break;
        }
    }

    private Object wrong() {
        return WRONG.get(random.nextInt(WRONG.size()));
    }
}
