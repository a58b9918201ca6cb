package io.chaintier.producer.publish;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chaintier.event.Block;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.localstack.KafkaServer;
import io.chaintier.producer.publish.PublisherStatus.State;
import io.chaintier.producer.testing.Blocks;
import io.chaintier.producer.testing.CanonicalChain;
import io.chaintier.producer.testing.ChildJvm;
import io.chaintier.producer.testing.OwnKafka;
import io.chaintier.producer.testing.Publishers;
import io.chaintier.producer.testing.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A publisher that spools while Kafka is stopped, frozen and killed. Serves R12, I5, I8; faults 1, 8,
 * 16, 44, 53.
 */
@ExtendWith(OwnKafka.class)
class SpoolIT {
    private static final Duration SOON = Duration.ofSeconds(120);

    private final KafkaServer kafka;
    private final ChainId chain = Publishers.newChain();

    @TempDir
    private Path directory;

    SpoolIT(KafkaServer kafka) {
        this.kafka = kafka;
    }

    @Test
    void killedAndRestartedBrokerCostsNoPublicationAndNoCaller() throws Exception {
        List<CompletableFuture<Published>> outcomes = new ArrayList<>();
        List<Long> nanos = new ArrayList<>();
        try (ChainPublisher publisher = open(Map.of("publisher.queue.publications", "200"))) {
            Thread restarts = new Thread(() -> {
                kafka.kill();
                pause(8_000);
                restart();
                kafka.stop();
                pause(4_000);
                restart();
            });
            restarts.start();
            boolean spooled = false;
            for (int number = 0; restarts.isAlive() || number < 2_000; number++) {
                Publication publication = Publication.append(Blocks.block(number, 0));
                long start = System.nanoTime();
                outcomes.add(publisher.publish(publication));
                nanos.add(System.nanoTime() - start);
                spooled |= publisher.status().state() == State.SPOOLING;
                Thread.sleep(2);
            }
            assertThat(spooled).isTrue();
            all(outcomes).get(SOON.toSeconds(), SECONDS);
            awaitConnected(publisher);
        }

        assertTopicHasBlocksUpTo(outcomes.size() - 1);
        List<Long> offsets =
                outcomes.stream().map(outcome -> outcome.join().offset()).toList();
        assertThat(offsets).isSorted().doesNotHaveDuplicates();
        // The broker was away for seconds: nobody waited for it. What publish() costs is PublishBench's to tell.
        assertThat(Collections.max(nanos)).isLessThan(Duration.ofSeconds(3).toNanos());
    }

    @Test
    void frozenBrokerIsFoundOutSoonAndWhatItMayHaveTakenIsNotDoubled() throws Exception {
        Map<String, String> impatient = Map.of(
                "kafka.request.timeout.ms", "4000", "kafka.delivery.timeout.ms", "6000", "kafka.max.block.ms", "6000");
        List<CompletableFuture<Published>> outcomes = new ArrayList<>();
        try (ChainPublisher publisher = open(impatient)) {
            // A transaction that waits longer than Kafka's client does has an outcome that nobody knows.
            List<Long> freezesMs = List.of(10_000L, 3_000L, 0L);
            for (int round = 0; round < 3; round++) {
                long freezeMs = freezesMs.get(round);
                Thread freezes = new Thread(() -> {
                    pause(300);
                    kafka.pause();
                    pause(freezeMs);
                    kafka.resume();
                });
                boolean spooled = false;
                if (round < 2) {
                    freezes.start();
                }
                int last = outcomes.size() + 500;
                while (freezes.isAlive() || outcomes.size() < last) {
                    outcomes.add(publisher.publish(Publication.append(Blocks.block(outcomes.size(), 0))));
                    spooled |= publisher.status().state() == State.SPOOLING;
                    Thread.sleep(2);
                }
                assertThat(spooled).isEqualTo(round < 2);
                all(outcomes).get(SOON.toSeconds(), SECONDS);
                awaitConnected(publisher);
            }
        }

        assertTopicHasBlocksUpTo(outcomes.size() - 1);
    }

    @Test
    void publisherOpensAndPublishesWithoutKafka() throws Exception {
        List<CompletableFuture<Published>> outcomes = new ArrayList<>();
        kafka.stop();
        try (ChainPublisher publisher = open(Map.of("publisher.open.timeout.ms", "2000"))) {
            assertThat(publisher.status().state()).isEqualTo(State.SPOOLING);
            assertThat(publisher.head()).isEmpty();
            for (int number = 0; number < 300; number++) {
                outcomes.add(publisher.publish(Publication.append(Blocks.block(number, 0))));
            }
            await().atMost(SOON).until(() -> publisher.status().spooledPublications() == 300);
            assertThat(publisher.status().waitingPublications()).isZero();
            assertThat(publisher.status().obstacle()).isPresent();
            assertThat(publisher.status().spooledSince()).isPresent();
            assertThat(all(outcomes)).isNotDone();

            restart();

            all(outcomes).get(SOON.toSeconds(), SECONDS);
            awaitConnected(publisher);
            assertThat(publisher.head()).contains(Blocks.ref(299, 0));
            publisher.publish(Publication.append(Blocks.block(300, 0))).get(30, SECONDS);
        }

        assertTopicHasBlocksUpTo(300);
    }

    @Test
    void blocksHandedOffBlindlyThatDoNotFitStopThePublisherAndStayInTheFolder() throws Exception {
        publishBlocks(0, 10);
        kafka.stop();
        CompletableFuture<Published> outcome;
        try (ChainPublisher publisher = open(Map.of("publisher.open.timeout.ms", "2000"))) {
            outcome = publisher.publish(Publication.append(Blocks.block(12, 0)));
            restart();
            assertThatThrownBy(() -> outcome.get(SOON.toSeconds(), SECONDS))
                    .hasCauseInstanceOf(PublisherFailedException.class)
                    .hasMessageContaining("what is spooled goes on with block " + Blocks.ref(12, 0)
                            + ", which does not stand on the head of the topic, " + Blocks.ref(9, 0))
                    .hasMessageContaining("1 publications wait in the spool " + folder());
            assertThat(publisher.status().state()).isEqualTo(State.ENDED);
        }

        assertThatThrownBy(() -> open(Map.of()))
                .isInstanceOf(PublisherFailedException.class)
                .hasMessageContaining("1 publications wait in the spool " + folder());
        assertTopicHasBlocksUpTo(9);
    }

    @Test
    void closingWithoutKafkaIsQuickAndTheNextPublisherWritesWhatIsSpooled() throws Exception {
        CompletableFuture<Published> last = CompletableFuture.completedFuture(null);
        ChainPublisher publisher = open(Map.of("publisher.close.timeout.ms", "60000"));
        publisher.publish(Publication.append(Blocks.block(0, 0))).get(30, SECONDS);
        kafka.kill();
        for (int number = 1; number <= 100; number++) {
            publisher.publish(Publication.append(Blocks.block(number, 0)));
            last = publisher.putState("node", "at", Optional.of(Bytes.of(new byte[] {(byte) number})));
        }
        await().atMost(SOON).until(() -> publisher.status().state() == State.SPOOLING);
        long start = System.nanoTime();
        publisher.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThatThrownBy(last::get)
                .hasCauseInstanceOf(PublisherUnavailableException.class)
                .hasMessageContaining("publications wait in the spool " + folder()
                        + " and are written when a publisher of the chain");
        restart();
        // Whatever the policy of the next one: what is there comes first.
        try (ChainPublisher next = open(Map.of("publisher.when.unreachable", "block"))) {
            assertThat(next.awaitConfirmed(SOON)).isTrue();
            assertThat(next.head()).contains(Blocks.ref(100, 0));
            next.publish(Publication.append(Blocks.block(101, 0))).get(30, SECONDS);
        }
        assertTopicHasBlocksUpTo(101);
        List<StateEntry> entries = Topic.state(kafka.bootstrapServers(), chain).stream()
                .filter(entry -> entry.namespace().equals("node"))
                .toList();
        assertThat(entries).hasSize(100);
    }

    @Test
    void fullSpoolRefusesAtOnceAndGoesOnWhenKafkaIsBack() throws Exception {
        Map<String, String> small = Map.of(
                "publisher.queue.publications",
                "20",
                "publisher.spool.max.bytes",
                Integer.toString(3 << 20),
                "publisher.spool.after.ms",
                "100");
        try (ChainPublisher publisher = open(small)) {
            publisher.publish(Publication.append(Blocks.block(0, 0))).get(30, SECONDS);
            kafka.pause();
            List<CompletableFuture<Published>> taken = new ArrayList<>();
            CompletableFuture<Published> refused = new CompletableFuture<>();
            while (!refused.isCompletedExceptionally()) {
                CompletableFuture<Published> outcome =
                        publisher.publish(Publication.append(Blocks.block(taken.size() + 1, 0, 0, 10, 3_000)));
                if (!outcome.isCompletedExceptionally()) {
                    taken.add(outcome);
                } else if (failure(outcome).getMessage().contains("the spool takes no more")) {
                    refused = outcome;
                } else {
                    Thread.sleep(10); // faster than the disk
                }
            }
            assertThat(taken).hasSizeGreaterThan(20);
            assertThatThrownBy(refused::get)
                    .hasCauseInstanceOf(PublisherOverloadedException.class)
                    .hasMessageContaining("is full")
                    .hasMessageContaining("and the spool takes no more: ");

            kafka.resume();

            all(taken).get(SOON.toSeconds(), SECONDS);
            PatientPublisher patient = new PatientPublisher(publisher);
            for (int number = taken.size() + 1; number < taken.size() + 100; number++) {
                patient.publish(Publication.append(Blocks.block(number, 0)));
            }
            patient.confirm();
            assertTopicHasBlocksUpTo(taken.size() + 99);
        }
    }

    @Test
    void publicationLargerThanTheWholeSpoolWaitsInMemory() throws Exception {
        Map<String, String> small =
                Map.of("publisher.spool.max.bytes", Integer.toString(2 << 20), "publisher.spool.after.ms", "100");
        try (ChainPublisher publisher = open(small)) {
            publisher.publish(Publication.append(Blocks.block(0, 0))).get(30, SECONDS);
            kafka.pause();
            CompletableFuture<Published> large =
                    publisher.publish(Publication.append(Blocks.block(1, 0, 0, 100, 20_000)));
            CompletableFuture<Published> next = publisher.publish(Publication.append(Blocks.block(2, 0)));
            await().atMost(SOON)
                    .until(() -> publisher
                            .status()
                            .obstacle()
                            .filter(obstacle -> !obstacle.contains("does not answer"))
                            .isPresent());

            kafka.resume();

            large.get(SOON.toSeconds(), SECONDS);
            next.get(SOON.toSeconds(), SECONDS);
            awaitConnected(publisher);
        }
        assertTopicHasBlocksUpTo(2);
    }

    @Test
    void fencedPublisherSaysWhatWaitsInItsSpoolAndIsNotWrittenOverAnother() throws Exception {
        Map<String, String> eager = Map.of("publisher.queue.publications", "4");
        Path othersFolder = Files.createDirectory(directory.resolve("other"));
        try (ChainPublisher fenced = open(eager);
                ChainPublisher other = open(Map.of("publisher.spool.dir", othersFolder.toString()))) {
            List<CompletableFuture<Published>> outcomes = new ArrayList<>();
            await().atMost(SOON).until(() -> {
                outcomes.add(fenced.publish(Publication.append(Blocks.block(outcomes.size(), 7))));
                return outcomes.stream().anyMatch(SpoolIT::isFenced);
            });
            assertThatThrownBy(() -> fenced.publish(Publication.append(Blocks.block(99, 7)))
                            .get(SOON.toSeconds(), SECONDS))
                    .hasCauseInstanceOf(PublisherFencedException.class)
                    .hasMessageContaining("another publisher of " + chain + " took over")
                    .hasMessageContaining(" publications wait in the spool " + folder());
            other.publish(Publication.append(Blocks.block(0, 0))).get(60, SECONDS);
            other.publish(Publication.append(Blocks.block(1, 0))).get(60, SECONDS);
            // It has ended and let its folder go, closed or not.
            await().atMost(SOON).until(() -> outcomes.stream().allMatch(CompletableFuture::isDone));

            assertThatThrownBy(() -> open(Map.of()))
                    .isInstanceOf(PublisherFailedException.class)
                    .hasMessageContaining("which does not stand on the head of the topic, " + Blocks.ref(1, 0))
                    .hasMessageContaining(" publications wait in the spool " + folder());

            // The one that could not go on has taken nothing from the other.
            other.publish(Publication.append(Blocks.block(2, 0))).get(60, SECONDS);
        }
        assertTopicHasBlocksUpTo(2);
    }

    @Test
    void folderIsOfOnePublisherAtATime() throws Exception {
        try (ChainPublisher first = open(Map.of())) {
            assertThatThrownBy(() -> open(Map.of()))
                    .isInstanceOf(PublisherFailedException.class)
                    .hasMessageContaining("the spool of " + chain + " in " + folder() + " cannot be used: ");
            first.publish(Publication.append(Blocks.block(0, 0))).get(30, SECONDS);
        }
    }

    @Test
    void killedPublishersLoseNothingThatWasSpooledAndDoubleNothing() throws Exception {
        long seed = Long.getLong("chaintier.seed", System.nanoTime());
        System.out.println("killedPublishersLoseNothingThatWasSpooledAndDoubleNothing: chaintier.seed=" + seed);
        Random random = new Random(seed);
        Path output = directory.resolve("output");
        List<String> arguments = List.of(kafka.bootstrapServers(), chain.toString(), directory.toString());

        long safe = -1;
        for (int kill = 0; kill < 8; kill++) {
            Process child = ChildJvm.start(output, SpoolingChild.class, arguments);
            // It resumes, is cut off, spools; and is killed while it spools or, having Kafka again, while it drains.
            child.waitFor(2_500 + random.nextInt(1_500), MILLISECONDS);
            kafka.pause();
            child.waitFor(1_000 + random.nextInt(3_000), MILLISECONDS);
            if (random.nextBoolean()) {
                child.destroyForcibly().waitFor();
                kafka.resume();
            } else {
                kafka.resume();
                child.waitFor(random.nextInt(1_000), MILLISECONDS);
                child.destroyForcibly().waitFor();
            }
            safe = Math.max(safe, highest("safe", output));
        }
        try (ChainPublisher publisher = open(Map.of())) {
            assertThat(publisher.awaitConfirmed(SOON)).isTrue();
            assertThat(publisher.head().orElseThrow().number()).isGreaterThanOrEqualTo(safe);
        }

        String said = Files.readString(output);
        assertThat(said).contains("safe ").doesNotContain("Exception");
        assertThat(safe).isGreaterThan(100);
        CanonicalChain.assertGapFree(Topic.records(kafka.bootstrapServers(), chain));
        List<Block> canonical = CanonicalChain.of(Topic.events(kafka.bootstrapServers(), chain));
        assertThat(canonical.stream().map(block -> block.ref().number()))
                .isEqualTo(LongStream.range(0, canonical.size()).boxed().toList());
        assertResumedWhereItWasSafe(said);
    }

    /** Each child begins where the topic ends once the spool is written, which may not be below what was safe before. */
    private static void assertResumedWhereItWasSafe(String said) {
        long safe = -1;
        for (String line : said.lines().toList()) {
            if (line.startsWith("safe ")) {
                safe = Math.max(safe, number(line));
            } else if (line.startsWith("resumed ")) {
                assertThat(number(line)).as(line).isGreaterThanOrEqualTo(safe);
            }
        }
    }

    private static long number(String line) {
        return Long.parseLong(line.substring(line.indexOf(' ') + 1));
    }

    private static long highest(String word, Path output) throws IOException {
        return Pattern.compile(word + " (\\d+)\\R")
                .matcher(Files.readString(output))
                .results()
                .map((MatchResult result) -> result.group(1))
                .mapToLong(Long::parseLong)
                .max()
                .orElse(-1);
    }

    private static boolean isFenced(CompletableFuture<Published> outcome) {
        return outcome.isCompletedExceptionally() && failure(outcome) instanceof PublisherFencedException;
    }

    private static Throwable failure(CompletableFuture<Published> outcome) {
        return outcome.handle((published, failure) -> failure).join();
    }

    private void publishBlocks(int from, int to) throws Exception {
        try (ChainPublisher publisher = open(Map.of("publisher.when.unreachable", "fail"))) {
            for (int number = from; number < to; number++) {
                publisher.publish(Publication.append(Blocks.block(number, 0)));
            }
        }
    }

    private ChainPublisher open(Map<String, String> more) throws InterruptedException {
        Map<String, String> settings = new HashMap<>(Publishers.spooling(directory));
        settings.putAll(more);
        return ChainPublisher.open(Publishers.config(kafka.bootstrapServers(), chain, "test", settings), chain);
    }

    private Path folder() {
        return directory.resolve(chain.fileName());
    }

    private static CompletableFuture<Void> all(List<CompletableFuture<Published>> outcomes) {
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new));
    }

    private static void awaitConnected(ChainPublisher publisher) {
        await().atMost(SOON)
                .until(() -> publisher.status().state() == State.CONNECTED
                        && publisher.status().spooledPublications() == 0);
    }

    private void assertTopicHasBlocksUpTo(long last) {
        CanonicalChain.assertGapFree(Topic.records(kafka.bootstrapServers(), chain));
        assertThat(CanonicalChain.of(Topic.events(kafka.bootstrapServers(), chain)).stream()
                        .map(Block::ref))
                .isEqualTo(Stream.iterate(0L, number -> number <= last, number -> number + 1)
                        .map(number -> Blocks.ref(number, 0))
                        .toList());
    }

    private void restart() {
        kafka.start();
        kafka.awaitReady();
    }

    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
