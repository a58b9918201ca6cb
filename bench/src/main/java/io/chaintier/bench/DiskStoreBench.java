package io.chaintier.bench;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.chaintier.config.Settings;
import io.chaintier.diskstore.CassandraChainReader;
import io.chaintier.diskstore.CassandraChainWriter;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.Transaction;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.StackOptions;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogQuery;
import io.chaintier.store.Outcome;
import io.chaintier.store.TransactionSelector;
import io.chaintier.storetestkit.ChainBuilder;
import io.chaintier.storetestkit.RandomBlocks;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * What the disk store costs per transaction, beside the raw driver that inserts the same bytes as one row per
 * transaction, in the same run and taking turns. Prints one line per measurement and round, then medians.
 *
 * <p>Arguments: {@code key=value}, of {@code rounds}, {@code blocks} (per round), {@code transactions} (per block) and
 * {@code run} (blocks per call in backfill).
 */
public final class DiskStoreBench implements AutoCloseable {
    private static final int TRANSACTION_BYTES = 350;
    private static final int RECEIPT_BYTES = 450;
    private static final int RAW_IN_FLIGHT = 256;
    private static final int READS = 300;
    /**
     * Of one item.
     *
     * @param processorNanos of client and servers together; unlike the time it hardly depends on what else the machine
     *                       does
     */
    private record Cost(double nanos, double processorNanos) {}

    private static final Hash NO_PARENT = Hash.of(new byte[32]);

    private final List<ProcessHandle> processes;
    private final CassandraConfig config;
    private final CqlSession raw;
    private final CassandraChainWriter writer;
    private final CassandraChainReader reader;
    private final PreparedStatement rawInsert;
    private final PreparedStatement rawSelect;
    private final RandomBlocks content = new RandomBlocks(1);
    private final Transfers transfers = new Transfers(1);
    private final Map<String, List<Double>> results = new HashMap<>();

    private DiskStoreBench(LocalStack stack) {
        InetSocketAddress primary = stack.cassandra(Datacenter.PRIMARY).address();
        InetSocketAddress replica = stack.cassandra(Datacenter.REPLICA).address();
        String prefix = "bench";
        processes = stack.servers().stream()
                .map(server -> ProcessHandle.of(server.pid().orElseThrow()).orElseThrow())
                .toList();
        config = CassandraConfig.from(Settings.of(Map.of(
                "cassandra.contact.points",
                primary.getHostString() + ":" + primary.getPort(),
                "cassandra.replica.contact.points",
                replica.getHostString() + ":" + replica.getPort(),
                "cassandra.request.timeout.ms",
                "20000",
                "disk.keyspace.prefix",
                prefix)));
        writer = new CassandraChainWriter(config);
        writer.probe();
        reader = CassandraChainReader.ofPrimary(config);
        raw = CqlSession.builder()
                .addContactPoint(primary)
                .withLocalDatacenter(Datacenter.PRIMARY.cassandraName())
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                        .build())
                .build();
        raw.execute("CREATE TABLE " + prefix + "_transaction.raw (hash blob PRIMARY KEY, body blob, receipt blob)");
        rawInsert = raw.prepare("INSERT INTO " + prefix + "_transaction.raw (hash, body, receipt) VALUES (?, ?, ?)");
        rawSelect = raw.prepare("SELECT body, receipt FROM " + prefix + "_transaction.raw WHERE hash = ?");
    }

    public static void main(String[] args) {
        Map<String, Integer> options =
                new HashMap<>(Map.of("rounds", 5, "blocks", 128, "transactions", 200, "run", 64));
        for (String arg : args) {
            String[] pair = arg.split("=", 2);
            options.put(pair[0], Integer.valueOf(pair[1]));
        }
        try (LocalStack stack =
                        LocalStack.start(StackOptions.inTemporaryDirectory().withServers(ServerKind.CASSANDRA));
                DiskStoreBench bench = new DiskStoreBench(stack)) {
            for (int round = 0; round <= options.get("rounds"); round++) {
                bench.round(round == 0, options.get("blocks"), options.get("transactions"), options.get("run"));
            }
            bench.printMedians();
        }
    }

    private void round(boolean warmUp, int blocks, int transactions, int run) {
        List<ChainEvent> live = history(blocks, transactions);
        List<ChainEvent> backfill = history(blocks, transactions);
        List<ChainEvent> plain = history(blocks, transactions);
        int count = blocks * transactions;
        Cost rawCost = cost(count, () -> insertRows(plain));
        Cost liveCost = cost(count, () -> apply(live, 1));
        Cost backfillCost = cost(count, () -> apply(backfill, run));
        if (!warmUp) {
            record("raw insert: us of time", rawCost.nanos() / 1000);
            record("raw insert: us of processor", rawCost.processorNanos() / 1000);
            record("live, raw inserts/transaction: time", liveCost.nanos() / rawCost.nanos());
            record("live, raw inserts/transaction: processor", liveCost.processorNanos() / rawCost.processorNanos());
            record("live: ms/block", liveCost.nanos() * transactions / 1e6);
            record("backfill, raw inserts/transaction: time", backfillCost.nanos() / rawCost.nanos());
            record(
                    "backfill, raw inserts/transaction: processor",
                    backfillCost.processorNanos() / rawCost.processorNanos());
            record("backfill: transactions/s", 1e9 / backfillCost.nanos());
            measureReads(plain, live);
        }
    }

    private void measureReads(List<ChainEvent> plain, List<ChainEvent> stored) {
        ChainId chain = stored.get(0).chain();
        List<Transaction> rawTransactions = sample(plain);
        List<Transaction> transactions = sample(stored);
        double rawNanos = nanosPerItem(READS, () -> rawTransactions.forEach(this::select));
        double byHash = nanosPerItem(
                READS,
                () -> transactions.forEach(
                        transaction -> reader.transaction(chain, TransactionSelector.hash(transaction.hash()), true)
                                .orElseThrow()));
        double byNumber = nanosPerItem(
                READS,
                () -> stored.stream()
                        .limit(READS)
                        .map(event -> BlockSelector.number(block(event).ref().number()))
                        .forEach(which ->
                                reader.block(chain, which, BlockDetail.RECEIPTS).orElseThrow()));
        double blocks = Math.min(READS, stored.size());
        record("raw read of a row: us", rawNanos / 1000);
        record("transaction with receipt by hash: raw reads", byHash / rawNanos);
        record("whole block by number: raw reads", byNumber * READS / blocks / rawNanos);
        measureSearches(chain, stored, rawNanos);
    }

    private void measureSearches(ChainId chain, List<ChainEvent> stored, double rawNanos) {
        List<Bytes> accounts = stored.stream()
                .map(event ->
                        block(event).receipts().orElseThrow().get(7).terms().get(3))
                .limit(READS)
                .toList();
        double ofAccount = nanosPerItem(accounts.size(), () -> accounts.forEach(account -> found(chain, account)));
        double ofBoth = nanosPerItem(
                accounts.size(), () -> accounts.forEach(account -> found(chain, Transfers.event(), account)));
        int[] receipts = new int[1];
        double ofToken = nanosPerItem(1, () -> receipts[0] = found(chain, Transfers.token(1)));
        record("logs of an account in all blocks: raw reads", ofAccount / rawNanos);
        record("the same with the event's topic: raw reads", ofBoth / rawNanos);
        record("logs of a token in all blocks: raw reads/receipt", ofToken / receipts[0] / rawNanos);
    }

    private int found(ChainId chain, Bytes... terms) {
        List<Set<Bytes>> sets = Arrays.stream(terms).map(Set::of).toList();
        LogPage page = reader.logs(chain, new LogQuery(0, Long.MAX_VALUE, sets), 10_000);
        if (page.blocks().isEmpty()) {
            throw new IllegalStateException("what was written is not found");
        }
        return page.receiptCount();
    }

    private List<Transaction> sample(List<ChainEvent> events) {
        List<Transaction> all = events.stream()
                .flatMap(event -> block(event).transactions().stream())
                .toList();
        List<Transaction> sample = new ArrayList<>();
        for (int i = 0; i < READS; i++) {
            sample.add(all.get((int) ((long) i * 7919 % all.size())));
        }
        return sample;
    }

    private void select(Transaction transaction) {
        raw.execute(consistent(rawSelect.bind(ByteBuffer.wrap(transaction.hash().array()))))
                .one();
    }

    private void insertRows(List<ChainEvent> events) {
        Semaphore inFlight = new Semaphore(RAW_IN_FLIGHT);
        for (ChainEvent event : events) {
            Block block = block(event);
            for (int i = 0; i < block.transactions().size(); i++) {
                Transaction transaction = block.transactions().get(i);
                inFlight.acquireUninterruptibly();
                raw.executeAsync(consistent(rawInsert.bind(
                                ByteBuffer.wrap(transaction.hash().array()),
                                ByteBuffer.wrap(transaction.body().array()),
                                ByteBuffer.wrap(block.receipts()
                                        .orElseThrow()
                                        .get(i)
                                        .body()
                                        .array()))))
                        .whenComplete((done, failure) -> {
                            if (failure != null) {
                                failure.printStackTrace();
                            }
                            inFlight.release();
                        });
            }
        }
        inFlight.acquireUninterruptibly(RAW_IN_FLIGHT);
    }

    private static BoundStatement consistent(BoundStatement statement) {
        return statement.setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM);
    }

    private void apply(List<ChainEvent> events, int run) {
        for (int from = 0; from < events.size(); from += run) {
            for (Outcome outcome : writer.apply(events.subList(from, Math.min(events.size(), from + run)))) {
                if (outcome instanceof Outcome.Failed failed) {
                    throw failed.cause();
                }
            }
        }
    }

    private List<ChainEvent> history(int blocks, int transactions) {
        ChainBuilder builder = new ChainBuilder(new ChainId("bench", Long.toString(System.nanoTime(), 36)));
        for (int number = 0; number < blocks; number++) {
            builder.append(content.block(
                    number,
                    NO_PARENT,
                    content.transactions(transactions, TRANSACTION_BYTES),
                    Optional.of(transfers.receipts(transactions, RECEIPT_BYTES))));
        }
        return builder.events();
    }

    private static Block block(ChainEvent event) {
        return ((BlockAppended) event.payload()).block();
    }

    private static double nanosPerItem(int items, Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (double) (System.nanoTime() - start) / items;
    }

    private Cost cost(int items, Runnable work) {
        long processor = processorNanos();
        double nanos = nanosPerItem(items, work);
        return new Cost(nanos, (double) (processorNanos() - processor) / items);
    }

    /** Of this process and all servers. */
    private long processorNanos() {
        return Stream.concat(Stream.of(ProcessHandle.current()), processes.stream())
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElseThrow().toNanos())
                .sum();
    }

    private void record(String what, double value) {
        System.out.printf(Locale.ROOT, "%-45s %10.2f%n", what, value);
        results.computeIfAbsent(what, key -> new ArrayList<>()).add(value);
    }

    private void printMedians() {
        System.out.println("medians:");
        results.keySet().stream().sorted().forEach(what -> {
            double[] values = results.get(what).stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            System.out.printf(
                    Locale.ROOT, "%-45s %10.2f   %s%n", what, values[values.length / 2], Arrays.toString(values));
        });
    }

    @Override
    public void close() {
        raw.close();
        writer.close();
        reader.close();
    }
}
