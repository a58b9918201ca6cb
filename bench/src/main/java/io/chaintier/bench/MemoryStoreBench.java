package io.chaintier.bench;

import io.chaintier.config.Settings;
import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.Transaction;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.StackOptions;
import io.chaintier.memorystore.RedisChainReader;
import io.chaintier.memorystore.RedisChainWriter;
import io.chaintier.memorystore.RedisConfig;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainReader;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogQuery;
import io.chaintier.store.Outcome;
import io.chaintier.store.TransactionSelector;
import io.chaintier.storetestkit.ChainBuilder;
import io.chaintier.storetestkit.RandomBlocks;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;

/**
 * Writing to and reading from the memory store, beside the raw client with the same bytes. Starts a Redis of its own.
 * Arguments: rounds (default 5), blocks (default 1000).
 */
public final class MemoryStoreBench {
    private static final ChainId CHAIN = ChainId.parse("bench:1");
    private static final long SEED = 42;
    private static final int TRANSACTIONS = 200;
    private static final int BODY_BYTES = 350;
    private static final int RECEIPT_BYTES = 450;
    private static final int RAW_BATCH = 500;
    private static final int EVENTS_PER_CALL = 50;
    private static final int READS = 20_000;

    private final InetSocketAddress address;
    private final List<ChainEvent> events;

    private MemoryStoreBench(InetSocketAddress address, int blocks) {
        this.address = address;
        events = events(blocks);
    }

    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int blocks = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
        try (LocalStack stack =
                LocalStack.start(StackOptions.inTemporaryDirectory().withServers(ServerKind.REDIS))) {
            MemoryStoreBench bench = new MemoryStoreBench(stack.redis().address(), blocks);
            System.out.printf(
                    "seed %d; %d blocks of %d transactions, %d + %d bytes each%n",
                    SEED, blocks, TRANSACTIONS, BODY_BYTES, RECEIPT_BYTES);
            for (int round = 1; round <= rounds; round++) {
                bench.round(round);
            }
        }
    }

    private void round(int round) {
        double raw = rawRecordsPerSecond();
        long rawBytes = usedBytes();
        double kept = transactionsPerSecond(events.size());
        long bytes = usedBytes();
        double passing = transactionsPerSecond(events.size() / 10);
        long transactions = (long) events.size() * TRANSACTIONS;
        System.out.printf(
                "round %d: raw SET %,.0f records/s; apply %,.0f transactions/s, %,.0f when blocks leave the window;"
                        + " bytes per transaction: raw %d, ours %d%n",
                round, raw, kept, passing, rawBytes / transactions, bytes / transactions);
        reads();
    }

    /** One key for each transaction and each receipt. */
    private double rawRecordsPerSecond() {
        flush();
        long started = System.nanoTime();
        int records = 0;
        try (Jedis jedis = new Jedis(address.getHostString(), address.getPort())) {
            Pipeline pipeline = jedis.pipelined();
            for (ChainEvent event : events) {
                Block block = ((BlockAppended) event.payload()).block();
                for (int i = 0; i < TRANSACTIONS; i++) {
                    Transaction transaction = block.transactions().get(i);
                    byte[] hash = transaction.hash().array();
                    byte[] receiptKey = Arrays.copyOf(hash, hash.length + 1);
                    pipeline.set(hash, transaction.body().array());
                    pipeline.set(
                            receiptKey,
                            block.receipts().orElseThrow().get(i).body().array());
                    records += 2;
                    if (records % RAW_BATCH == 0) {
                        pipeline.sync();
                    }
                }
            }
            pipeline.sync();
        }
        return records * 1e9 / (System.nanoTime() - started);
    }

    private double transactionsPerSecond(int windowBlocks) {
        flush();
        try (ChainWriter writer = new RedisChainWriter(config(windowBlocks))) {
            writer.probe();
            long started = System.nanoTime();
            for (int from = 0; from < events.size(); from += EVENTS_PER_CALL) {
                List<ChainEvent> call = events.subList(from, Math.min(events.size(), from + EVENTS_PER_CALL));
                if (writer.apply(call).stream().anyMatch(outcome -> outcome != Outcome.STORED)) {
                    throw new IllegalStateException("not stored");
                }
            }
            return (double) events.size() * TRANSACTIONS * 1e9 / (System.nanoTime() - started);
        }
    }

    /** What is in the window stays from the last write; the raw values lie beside it. */
    private void reads() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Block> there = events.subList(events.size() - events.size() / 10, events.size()).stream()
                .map(event -> ((BlockAppended) event.payload()).block())
                .toList();
        try (ChainReader reader = new RedisChainReader(config(events.size()));
                RedisClient raw = RedisClient.create(address.getHostString(), address.getPort())) {
            int entryBytes = BODY_BYTES + RECEIPT_BYTES + 250;
            byte[] small = "raw".getBytes();
            byte[] large = "raw-block".getBytes();
            raw.set(small, new byte[entryBytes]);
            raw.set(large, new byte[TRANSACTIONS * (BODY_BYTES + RECEIPT_BYTES + 40)]);
            List<Hash> hashes = new ArrayList<>();
            for (int i = 0; i < READS; i++) {
                Block block = there.get(random.nextInt(there.size()));
                hashes.add(
                        block.transactions().get(random.nextInt(TRANSACTIONS)).hash());
            }
            compare(
                    "transaction with receipt",
                    READS,
                    i -> raw.get(small),
                    i -> found(reader.transaction(CHAIN, TransactionSelector.hash(hashes.get(i)), true)));
            compare(
                    "whole block by number",
                    READS / 10,
                    i -> raw.get(large),
                    i -> found(reader.block(
                            CHAIN,
                            BlockSelector.number(
                                    there.get(i % there.size()).ref().number()),
                            BlockDetail.RECEIPTS)));
            compare(
                    "logs of an account in " + there.size() + " blocks",
                    READS / 20,
                    i -> raw.get(large),
                    i -> found(search(reader, there, i)));
        }
    }

    private static Optional<LogPage> search(ChainReader reader, List<Block> blocks, int search) {
        Block block = blocks.get(search % blocks.size());
        Bytes account = block.receipts()
                .orElseThrow()
                .get(search % TRANSACTIONS)
                .terms()
                .get(3);
        long from = blocks.get(0).ref().number();
        LogPage page = reader.logs(CHAIN, new LogQuery(from, from + blocks.size() - 1, List.of(Set.of(account))), 100);
        return Optional.of(page).filter(found -> found.receiptCount() > 0);
    }

    /** Takes turns, so that whatever else the machine does meets both. */
    private static void compare(String what, int reads, IntConsumer raw, IntConsumer ours) {
        long[] rawNanos = new long[reads];
        long[] ourNanos = new long[reads];
        for (int i = 0; i < reads; i++) {
            rawNanos[i] = nanos(raw, i);
            ourNanos[i] = nanos(ours, i);
        }
        Arrays.sort(rawNanos);
        Arrays.sort(ourNanos);
        System.out.printf(
                "  %s: p50 %.0f us (raw GET %.0f us, ratio %.2f), p99 %.0f us (raw %.0f us)%n",
                what,
                ourNanos[reads / 2] / 1e3,
                rawNanos[reads / 2] / 1e3,
                (double) ourNanos[reads / 2] / rawNanos[reads / 2],
                ourNanos[reads * 99 / 100] / 1e3,
                rawNanos[reads * 99 / 100] / 1e3);
    }

    private static long nanos(IntConsumer read, int i) {
        long started = System.nanoTime();
        read.accept(i);
        return System.nanoTime() - started;
    }

    private static void found(Optional<?> answer) {
        if (answer.isEmpty()) {
            throw new IllegalStateException("not found");
        }
    }

    private void flush() {
        try (Jedis jedis = new Jedis(address.getHostString(), address.getPort())) {
            jedis.flushAll();
        }
    }

    private long usedBytes() {
        try (Jedis jedis = new Jedis(address.getHostString(), address.getPort())) {
            return jedis.info("memory")
                    .lines()
                    .filter(line -> line.startsWith("used_memory_dataset:"))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                    .sum();
        }
    }

    private RedisConfig config(long windowBlocks) {
        return RedisConfig.from(Settings.of(Map.of(
                "redis.uri",
                "redis://" + address.getHostString() + ":" + address.getPort(),
                "memory.window.blocks",
                Long.toString(windowBlocks))));
    }

    private static List<ChainEvent> events(int blocks) {
        RandomBlocks content = new RandomBlocks(SEED);
        Transfers transfers = new Transfers(SEED);
        ChainBuilder chain = new ChainBuilder(CHAIN);
        Hash parent = content.hash();
        for (int number = 0; number < blocks; number++) {
            Block block = content.block(
                    number,
                    parent,
                    content.transactions(TRANSACTIONS, BODY_BYTES),
                    Optional.of(transfers.receipts(TRANSACTIONS, RECEIPT_BYTES)));
            chain.append(block);
            parent = block.ref().hash();
        }
        return chain.events();
    }
}
