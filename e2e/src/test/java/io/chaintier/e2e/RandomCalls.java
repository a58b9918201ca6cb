package io.chaintier.e2e;

import io.chaintier.e2e.RpcClient.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Calls of every method in every shape, mostly as they should be, at times as they should not. Seeded. */
final class RandomCalls {
    /** A call, and whether its params are what the execution API specification asks for. */
    record Question(Call call, boolean wellFormed) {}

    /** A param of a method: a value as it should be, and what values are. */
    private enum Kind {
        NUMBER_OR_TAG(ChainWords::numberOrTag, text(Kind.NUMBER + "|latest|earliest|pending|safe|finalized")),
        BLOCK_HASH(ChainWords::blockHash, text(Kind.HASH)),
        NUMBER_TAG_OR_HASH(
                words -> words.yesOrNo() ? words.blockHash() : words.numberOrTag(),
                value -> NUMBER_OR_TAG.is.test(value) || BLOCK_HASH.is.test(value) || value instanceof Map),
        TRANSACTION_HASH(ChainWords::transactionHash, text(Kind.HASH)),
        INDEX(ChainWords::index, text(Kind.NUMBER)),
        FLAG(ChainWords::yesOrNo, Boolean.class::isInstance),
        /** Fields that are not known are passed over. */
        LOG_FILTER(ChainWords::logFilter, Map.class::isInstance);

        /** Below 2^63. */
        private static final String NUMBER = "0x(0|[1-9a-f][0-9a-f]{0,14}|[1-7][0-9a-f]{15})";

        private static final String HASH = "0x[0-9a-fA-F]{64}";

        private final Function<ChainWords, Object> right;
        private final Predicate<Object> is;

        Kind(Function<ChainWords, Object> right, Predicate<Object> is) {
            this.right = right;
            this.is = is;
        }

        private static Predicate<Object> text(String regex) {
            Pattern pattern = Pattern.compile(regex);
            return value ->
                    value instanceof String text && pattern.matcher(text).matches();
        }
    }

    private record Method(String name, List<Kind> params) {
        Method(String name, Kind... params) {
            this(name, List.of(params));
        }

        boolean takes(List<Object> given) {
            return given.size() == params.size()
                    && IntStream.range(0, given.size())
                            .allMatch(i -> params.get(i).is.test(given.get(i)));
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
            new Method("eth_getBlockReceipts", Kind.NUMBER_TAG_OR_HASH),
            new Method("eth_getLogs", Kind.LOG_FILTER),
            new Method("eth_getLogs", Kind.LOG_FILTER),
            new Method("net_listening"));

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
            Map.of("blockNumber", "0x1"),
            Map.of("blockHash", "0x" + "ab".repeat(32)));

    private final ChainWords words;
    private final Random random;

    RandomCalls(ChainWords words, Random random) {
        this.words = words;
        this.random = random;
    }

    List<Question> next(int count) {
        List<Question> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(next());
        }
        return calls;
    }

    private Question next() {
        Method method = METHODS.get(random.nextInt(METHODS.size()));
        List<Object> params = new ArrayList<>();
        method.params().forEach(kind -> params.add(kind.right.apply(words)));
        if (random.nextInt(4) == 0) {
            spoil(params);
        }
        return new Question(new Call(method.name(), params.toArray()), method.takes(params));
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
