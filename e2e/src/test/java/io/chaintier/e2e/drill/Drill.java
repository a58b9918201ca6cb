package io.chaintier.e2e.drill;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.config.Settings;
import io.chaintier.diskstore.CassandraChainReader;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.diskstore.ReadGuards;
import io.chaintier.e2e.drill.DeadLetterLog.Letter;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.memorystore.RedisChainReader;
import io.chaintier.memorystore.RedisConfig;
import io.chaintier.store.ChainReader;
import io.chaintier.topics.TopicSetup;
import io.chaintier.topics.TopicsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;

/**
 * One drill: a deployment with topics, groups and chains of its own over {@link Servers}, a feed that publishes to it,
 * watches on what is committed and on what readers see, and at the end the full comparison of the stores with the topics.
 * The checks are those of the fault matrix:
 *
 * <ul>
 *   <li>K1 nothing below a committed offset is missing from its store: checked at every commit, and at the end;
 *   <li>K2 the value stored is the newest in the order of the topic;
 *   <li>K3 nothing goes to the dead letters but for reasons that the drill expects;
 *   <li>K4 after the fault, lag and fallback file reach zero within a bound;
 *   <li>K5 the other sink goes on committing during the fault;
 *   <li>K6 a process recovers, or ends with the right exit code and a clear message;
 *   <li>K7 nobody reads half a block, or an abandoned one as canonical.
 * </ul>
 */
final class Drill implements AutoCloseable {
    static final String MEMORY = "memory";
    static final String DISK = "disk";

    private static final Duration FEED_PAUSE = Duration.ofMillis(80);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PARTITIONS = 4;
    private static final int CHAINS = 2;
    private static final int EVENTS_OF_A_CHAIN = 1_500;

    private final String name;
    private final long seed;
    private final Servers servers;
    private final Path directory;
    private final Map<String, String> settings = new HashMap<>();
    private final List<History> histories = new ArrayList<>();
    private final Map<String, SinkProcess> sinks = new LinkedHashMap<>();
    private final Map<String, CommitWatch> commits = new LinkedHashMap<>();
    private final Map<String, Map<TopicPartition, Long>> since = new HashMap<>();
    private final List<Onlooker> onlookers = new ArrayList<>();
    private final long startedNanos = System.nanoTime();
    private boolean dynamicMembers;
    private Groups groups;
    private Feed feed;
    private String outcome = "no fault was ended";

    private Drill(String name, long seed, Servers servers) throws IOException {
        this.name = name;
        this.seed = seed;
        this.servers = servers;
        directory = Path.of(System.getProperty("chaintier.home"), "e2e", "target", "drills", name.replace(' ', '-'));
        empty(directory);
        String unique = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36);
        for (int i = 0; i < CHAINS; i++) {
            histories.add(History.of(chain(unique, i), seed + i, EVENTS_OF_A_CHAIN));
        }
        putDefaults(unique);
    }

    /**
     * Puts the servers in order and prepares a deployment; nothing of it runs yet.
     *
     * @param name of the fault, for the line that the drill prints and for its folder below {@code e2e/target/drills}
     */
    static Drill of(String name, long seed) throws IOException {
        System.out.println("drill \"" + name + "\" begins, seed " + seed);
        return new Drill(name, seed, Servers.inOrder());
    }

    /** A new chain whose events are in this partition: what happens to one partition must not touch another. */
    private static ChainId chain(String unique, int partition) {
        int attempt = 0;
        while (true) {
            ChainId chain = new ChainId("drill", unique + "-" + attempt++);
            if (BuiltInPartitioner.partitionForKey(chain.toString().getBytes(UTF_8), PARTITIONS) == partition) {
                return chain;
            }
        }
    }

    private void putDefaults(String unique) {
        settings.put("kafka.bootstrap.servers", servers.kafka().bootstrapServers());
        settings.put("redis.uri", "redis://" + Servers.text(servers.redis()));
        settings.put("topics.blocks", "drill." + unique + ".blocks");
        settings.put("topics.state", "drill." + unique + ".state");
        settings.put("topics.dead.letters", "drill." + unique + ".dead-letters");
        settings.put("topics.partitions", Integer.toString(PARTITIONS));
        settings.put("sink.group.prefix", "drill-" + unique + "-");
        settings.put("disk.keyspace.prefix", Servers.KEYSPACE_PREFIX);
        // All that was published is compared, abandoned blocks too.
        settings.put("memory.window.blocks", "1000000000");
        settings.put("memory.fill.life.ms", "604800000");
        // Faults show soon, and what recovers does so soon.
        settings.put("redis.timeout.ms", "1000");
        settings.put("redis.connect.timeout.ms", "1000");
        settings.put("cassandra.request.timeout.ms", "3000");
        settings.put("cassandra.connect.timeout.ms", "2000");
        // The drills' servers flush their hints every second.
        settings.put("disk.replica.quiet.ms", "12000");
        settings.put("sink.commit.interval.ms", "100");
        settings.put("sink.backoff.max.ms", "1000");
        // Small segments, so that there are many.
        settings.put("sink.spill.segment.bytes", Integer.toString(1 << 20));
        settings.put("sink.spill.max.bytes", Long.toString(256L << 20));
        settings.put("sink.spill.min.free.bytes", "0");
        settings.put("kafka.session.timeout.ms", "10000");
        settings.put("kafka.heartbeat.interval.ms", "1000");
        settings.put("publisher.spool.dir", directory.resolve("spool").toString());
        settings.put("publisher.spool.segment.bytes", Integer.toString(1 << 20));
        settings.put("publisher.spool.min.free.bytes", "0");
        settings.put("publisher.name", History.PUBLISHER);
        settings.put("publisher.record.max.bytes", Integer.toString(History.MAX_RECORD_BYTES));
    }

    Servers servers() {
        return servers;
    }

    long seed() {
        return seed;
    }

    Path directory() {
        return directory;
    }

    Feed feed() {
        return feed;
    }

    Groups groups() {
        return groups;
    }

    List<History> histories() {
        return histories;
    }

    String topic() {
        return settings.get("topics.blocks");
    }

    /** For processes that start later. */
    Drill with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Sinks come without {@code group.instance.id}; otherwise each has its own, and keeps its partitions over a restart. */
    Drill withDynamicMembers() {
        dynamicMembers = true;
        return this;
    }

    Drill without(String key) {
        settings.remove(key);
        return this;
    }

    Settings settings() {
        return Settings.of(settings);
    }

    /** Opens the publishers, which make the topics, and starts these sinks with a watch on each. */
    Drill start(String... names) throws InterruptedException {
        if (List.of(names).contains(DISK)) {
            settings.putIfAbsent("cassandra.contact.points", Servers.text(servers.primary()));
            settings.put("cassandra.replica.contact.points", Servers.text(servers.replica()));
        }
        groups = new Groups(settings(), settings.get("sink.group.prefix"));
        new TopicSetup(groups.admin(), TopicsConfig.from(settings())).ensure(History.MAX_RECORD_BYTES);
        feed = new Feed(settings(), histories, FEED_PAUSE);
        for (String sink : names) {
            startSink(sink, sink + "-1");
            commits.put(sink, new CommitWatch(sink, settings(), groups, reader(sink)));
            onlookers.add(new Onlooker(sink, reader(sink), sink.equals(MEMORY), histories, feed, seed));
        }
        return this;
    }

    /** Readers of the replica datacenter look on, too, whenever it is trusted. */
    Onlooker watchReplica() {
        ReadGuards guards = new ReadGuards(Duration.ofSeconds(2), 5, Duration.ofSeconds(1));
        Onlooker onlooker = new Onlooker(
                "replica",
                CassandraChainReader.ofTrustedReplica(CassandraConfig.from(settings()), guards),
                true,
                histories,
                feed,
                seed);
        onlookers.add(onlooker);
        return onlooker;
    }

    /** One more process of a sink. */
    SinkProcess startSink(String sink, String instance) {
        return prepareSink(sink, instance).start();
    }

    /** The same, not started. */
    SinkProcess prepareSink(String sink, String instance) {
        Map<String, String> its = new HashMap<>(settings);
        if (!dynamicMembers) {
            its.put("kafka.group.instance.id", instance);
        }
        SinkProcess process = new SinkProcess(sink, instance, directory, its);
        sinks.put(instance, process);
        return process;
    }

    SinkProcess memory() {
        return sinks.get(MEMORY + "-1");
    }

    SinkProcess disk() {
        return sinks.get(DISK + "-1");
    }

    CommitWatch commits(String sink) {
        return commits.get(sink);
    }

    /** The store of this sink is gone: from here to {@link #backAgain} nothing behind the topics' ends may be committed. */
    void cutOff(String sink) throws InterruptedException {
        commits.get(sink).forbidBeyond(groups.ends());
    }

    void backAgain(String sink) {
        commits.get(sink).allow();
    }

    /**
     * The fault begins, lasts for at least so long, and ends. Meanwhile blocks come in, and every sink that it does not
     * touch must commit them (K5).
     */
    void suffer(Fault fault, Duration atLeast) throws InterruptedException {
        feed.flow();
        fault.begin().accept(this);
        for (String sink : fault.cutOff()) {
            cutOff(sink);
        }
        Thread.sleep(atLeast.toMillis());
        for (String sink : commits.keySet()) {
            if (fault.leavesAlone(sink)) {
                awaitCommitted(sink);
            }
        }
        for (String sink : fault.cutOff()) {
            assertThat(groups.lag(sink))
                    .as("records behind which %s keeps its sink", fault.name())
                    .isPositive();
        }
        fault.cutOff().forEach(this::backAgain);
        fault.end().accept(this);
        long ended = System.nanoTime();
        feed.still();
        for (String sink : commits.keySet()) {
            awaitCommitted(sink);
        }
        System.out.printf(
                "  %s (row %d): all committed %d ms after its end%n",
                fault.name(),
                fault.row(),
                Duration.ofNanos(System.nanoTime() - ended).toMillis());
    }

    /** Waits until what is published by now is committed by the sink. */
    void awaitCommitted(String sink) throws InterruptedException {
        Map<TopicPartition, Long> wanted = groups.ends();
        await(sink + " commits all up to " + wanted, PATIENCE, () -> hasCommitted(sink, wanted));
    }

    boolean hasCommitted(String sink, Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> committed = committed(sink);
        return offsets.entrySet().stream()
                .allMatch(end -> end.getValue() == 0 || committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    /** Ends the flow of blocks, and waits until every sink has committed everything and its file is empty (K4). */
    void converge(Duration bound) throws InterruptedException {
        long started = System.nanoTime();
        feed.still();
        for (String sink : commits.keySet()) {
            awaitCommitted(sink);
        }
        for (SinkProcess process : sinks.values()) {
            if (process.isAlive()) {
                await("the file of " + process.instance() + " is empty", bound, () -> process.recordsInFile() == 0);
                await(
                        process.instance() + " is up",
                        bound,
                        () -> process.state().equals("UP"));
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        assertThat(took).as("time to converge (K4)").isLessThan(bound);
        outcome = "converged in " + took.toMillis() + " ms";
    }

    /** Redis is gone, and all that was published meanwhile is in the file of the memory sink. */
    void outageInFile(int steps) throws InterruptedException {
        servers.redis().kill();
        cutOff(MEMORY);
        feed.publish(steps);
        awaitAllInFile(MEMORY);
    }

    /** The outage is over. */
    void endOutage() {
        backAgain(MEMORY);
        Servers.restart(servers.redis());
    }

    /** Waits until every record that the sink has not committed is in its file; transactions' markers are no records. */
    void awaitAllInFile(String sink) throws InterruptedException {
        try (TopicLog log = readTopics()) {
            await("everything is in the file of " + sink, PATIENCE, () -> {
                long behind = log.records(committed(sink));
                return behind > 0 && sinks.get(sink + "-1").recordsInFile() >= behind;
            });
        }
    }

    /** The store of this sink loses all it had: what was published before is not expected of it any more. */
    void forget(String sink, Runnable loss) throws InterruptedException {
        awaitCommitted(sink);
        Map<TopicPartition, Long> offsets = committed(sink);
        await("all commits were looked up", PATIENCE, () -> commits.get(sink).hasLookedUpTo(offsets));
        since.put(sink, groups.ends());
        loss.run();
    }

    /** From now on nothing is expected of this sink or of its store. */
    void giveUp(String sink) {
        commits.remove(sink).close();
    }

    /** Every reader that looks on has got an answer, for which its tables had to be there. */
    void awaitLooks() throws InterruptedException {
        await("all readers get answers", PATIENCE, () -> onlookers.stream().allMatch(onlooker -> onlooker.looks() > 0));
    }

    /** Fails, with the ends of all logs, when this has not come true in time, or as soon as a watch has a complaint. */
    void await(String what, Duration patience, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            checkWatches();
            if (System.nanoTime() > deadline) {
                throw new AssertionError(name + " (seed " + seed + "), after " + patience.toSeconds() + " s not true: "
                        + what + tails());
            }
            Thread.sleep(50);
        }
    }

    /** The stores hold what the topics hold, and nothing was given up. */
    void verify() throws InterruptedException, IOException {
        verify(List.of());
    }

    /**
     * The same where some records were given up.
     *
     * @param causes the simple class names that dead letters may have, all of which must have come
     */
    void verify(List<String> causes) throws InterruptedException {
        try (TopicLog log = readTopics()) {
            verify(log, causes);
        }
    }

    /** What the topics hold now. */
    TopicLog readTopics() {
        TopicLog log = new TopicLog(settings());
        log.readToEnd();
        return log;
    }

    /** The same where the topics have lost records since: the log remembers them. */
    void verify(TopicLog log, List<String> causes) throws InterruptedException {
        checkWatches();
        log.readToEnd();
        checkTopic(log);
        try (DeadLetterLog deadLetters = new DeadLetterLog(settings())) {
            List<Letter> letters = deadLetters.read();
            assertThat(letters.stream().map(Letter::cause).distinct())
                    .as("causes of dead letters (K3): %s", letters)
                    .containsExactlyInAnyOrderElementsOf(causes);
            for (String sink : commits.keySet()) {
                compare(sink, log, letters);
            }
        }
        for (Onlooker onlooker : onlookers) {
            assertThat(onlooker.looks()).as("answers that readers got").isPositive();
        }
        System.out.printf(
                "drill \"%s\": seed %d, %d steps, %d events looked up at commits, 0 blocks lost, %s, %d s in all%n",
                name,
                seed,
                feed.steps(),
                commits.values().stream().mapToLong(CommitWatch::checked).sum(),
                outcome,
                Duration.ofNanos(System.nanoTime() - startedNanos).toSeconds());
    }

    /** The topic has what was published, once and in order: the rest of the comparison stands on it. */
    private void checkTopic(TopicLog log) {
        for (History history : histories) {
            List<Long> published = history.upTo(feed.lastSequence(history)).stream()
                    .map(ChainEvent::sequence)
                    .toList();
            List<Long> found = log.events(history.chain()).stream()
                    .map(ChainEvent::sequence)
                    .toList();
            assertThat(found)
                    .as("sequences of %s in the topic", history.chain())
                    .isEqualTo(published);
        }
    }

    private void compare(String sink, TopicLog log, List<Letter> letters) throws InterruptedException {
        Map<TopicPartition, Long> from = since.getOrDefault(sink, Map.of());
        Predicate<TopicLog.Entry> expected =
                its -> its.firstOffset() >= from.getOrDefault(its.partition(), 0L) && !isGivenUp(sink, its, letters);
        List<ChainEvent> events = histories.stream()
                .flatMap(history -> log.events(history.chain(), expected).stream())
                .toList();
        List<StateEntry> states = log.states(expected);
        StoreCheck check = new StoreCheck(events, states);
        long blocks = events.stream()
                .filter(event -> event.payload() instanceof BlockAppended)
                .count();
        assertThat(check.size()).as("questions").isGreaterThan((int) blocks);
        try (ChainReader store = reader(sink)) {
            assertThat(check.differences(store))
                    .as("%s: what the %s store answers otherwise than the topic says (seed %d)", name, sink, seed)
                    .isEmpty();
        }
    }

    /** Cassandra brings what a datacenter has missed by itself, in its own time. */
    void verifyReplica(Duration patience) throws InterruptedException {
        try (TopicLog log = readTopics();
                ChainReader replica = replica()) {
            StoreCheck check = new StoreCheck(
                    histories.stream()
                            .flatMap(history -> log.events(history.chain()).stream())
                            .toList(),
                    log.states(entry -> true));
            long deadline = System.nanoTime() + patience.toNanos();
            List<String> differences = check.differences(replica);
            while (!differences.isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(1_000);
                differences = check.differences(replica);
            }
            assertThat(differences)
                    .as("%s: what the replica answers otherwise (seed %d)", name, seed)
                    .isEmpty();
        }
    }

    private static boolean isGivenUp(String sink, TopicLog.Entry entry, List<Letter> letters) {
        return letters.stream()
                .anyMatch(letter -> letter.sink().equals(sink)
                        && letter.origin().equals(entry.partition())
                        && letter.offset() >= entry.firstOffset()
                        && letter.offset() <= entry.lastOffset());
    }

    private void checkWatches() {
        commits.values()
                .forEach(watch -> assertThat(watch.complaint()).as(this::where).isEmpty());
        onlookers.forEach(
                onlooker -> assertThat(onlooker.complaint()).as(this::where).isEmpty());
    }

    private String where() {
        return name + ", seed " + seed + tails();
    }

    private String tails() {
        StringBuilder text = new StringBuilder();
        sinks.forEach((instance, process) -> text.append("\n")
                .append(instance)
                .append(process.isAlive() ? " runs" : " does not run")
                .append(", status ")
                .append(process.status())
                .append(", records in its file ")
                .append(process.recordsInFile())
                .append(", its log ends with\n")
                .append(process.tail()));
        return text.toString();
    }

    private Map<TopicPartition, Long> committed(String sink) {
        try {
            return groups.committed(sink);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    private ChainReader replica() {
        return CassandraChainReader.ofReplica(CassandraConfig.from(settings()));
    }

    /** Reads the store of a sink directly, past any proxy, and without the limits that a drill sets its sinks. */
    ChainReader reader(String sink) {
        Map<String, String> its = new HashMap<>(settings);
        if (sink.equals(MEMORY)) {
            its.put("redis.uri", "redis://" + Servers.text(servers.redis()));
            return new RedisChainReader(RedisConfig.from(Settings.of(its)));
        }
        its.put("cassandra.contact.points", Servers.text(servers.primary()));
        its.keySet().removeIf(key -> key.startsWith("cassandra.driver.")); // Meant for the sink.
        return CassandraChainReader.ofPrimary(CassandraConfig.from(Settings.of(its)));
    }

    private static void empty(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(directory);
    }

    @Override
    public void close() {
        onlookers.forEach(Onlooker::close);
        commits.values().forEach(CommitWatch::close);
        sinks.values().forEach(SinkProcess::close);
        if (feed != null) {
            feed.close();
        }
        if (groups != null) {
            groups.close();
        }
    }
}
