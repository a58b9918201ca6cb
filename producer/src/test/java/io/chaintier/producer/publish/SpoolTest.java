package io.chaintier.producer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chaintier.event.ChainId;
import io.chaintier.producer.publish.PublisherConfig.Spooling;
import io.chaintier.producer.testing.Blocks;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Serves R12, I5, I8. */
class SpoolTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");
    private static final int MIB = 1 << 20;

    @TempDir
    private Path directory;

    @Test
    void publicationsComeBackInOrderWithTheirOutcomes() throws Exception {
        try (Spool spool = open(UUID.randomUUID())) {
            List<Pending> appended = append(spool, 0, 20);

            List<Spool.Stored> read = readAll(spool);

            assertThat(read.stream().map(Spool.Stored::number)).containsExactlyElementsOf(numbers(0, 20));
            assertThat(read.stream().map(Spool.Stored::outcome))
                    .isEqualTo(appended.stream().map(Pending::outcome).toList());
            assertThat(spool.hasUnread()).isFalse();
            assertThat(spool.read(MIB)).isEmpty();
        }
    }

    @Test
    void whatWasNotReleasedIsThereForTheNextPublisherWithoutOutcomes() throws Exception {
        UUID first = UUID.randomUUID();
        try (Spool spool = open(first)) {
            append(spool, 0, 10);
            List<Spool.Stored> read = readAll(spool);
            spool.release(read.get(3).mark());
        }

        try (Spool spool = open(UUID.randomUUID())) {
            List<Spool.Stored> read = readAll(spool);

            assertThat(spool.series()).isEqualTo(first);
            assertThat(read.stream().map(Spool.Stored::number)).containsExactlyElementsOf(numbers(4, 10));
            assertThat(read).allSatisfy(each -> assertThat(each.outcome()).isEmpty());
        }
    }

    @Test
    void nextPublisherGivesNoNumberTwice() throws Exception {
        try (Spool spool = open(UUID.randomUUID())) {
            append(spool, 0, 3);
        }

        try (Spool spool = open(UUID.randomUUID())) {
            assertThat(spool.firstOwnNumber()).isGreaterThan(1_000_000_000L);
            List<Pending> own = append(spool, spool.firstOwnNumber(), 2);
            List<Spool.Stored> read = readAll(spool);

            assertThat(read).hasSize(5);
            assertThat(read.get(3).number()).isEqualTo(spool.firstOwnNumber());
            assertThat(read.subList(3, 5).stream().map(Spool.Stored::outcome))
                    .isEqualTo(own.stream().map(Pending::outcome).toList());
        }
    }

    @Test
    void emptiedSpoolBeginsANewSeriesForTheNextPublisher() throws Exception {
        try (Spool spool = open(UUID.randomUUID())) {
            append(spool, 0, 3);
            spool.release(readAll(spool).get(2).mark());
        }
        UUID next = UUID.randomUUID();

        try (Spool spool = open(next)) {
            assertThat(spool.series()).isEqualTo(next);
            assertThat(spool.hasUnread()).isFalse();
        }
    }

    @Test
    void numbersLeftOutAreNoHole() throws Exception {
        try (Spool spool = open(UUID.randomUUID())) {
            append(spool, 0, 2);
            append(spool, 50, 2);
        }

        try (Spool spool = open(UUID.randomUUID())) {
            assertThat(readAll(spool).stream().map(Spool.Stored::number)).containsExactly(0L, 1L, 50L, 51L);
        }
    }

    @Test
    void fullSpoolRefusesAndTakesAgainOnceThereIsRoom() throws Exception {
        try (Spool spool = open(UUID.randomUUID())) {
            long number = 0;
            while (append(spool, number, Publication.append(Blocks.block(number, 0, 0, 10, 10_000)))) {
                number++;
            }
            assertThat(number).isGreaterThan(10);
            assertThat(spool.state().obstacle()).isPresent();

            List<Spool.Stored> read = readAll(spool);
            spool.release(read.get(read.size() - 1).mark());

            long refused = number;
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> append(spool, refused, Publication.append(Blocks.block(refused, 0))));
            assertThat(spool.state().obstacle()).isEmpty();
        }
    }

    @Test
    void onlyOnePublisherHasTheFolder() {
        try (Spool spool = open(UUID.randomUUID())) {
            assertThatThrownBy(() -> open(UUID.randomUUID()))
                    .isInstanceOf(PublisherFailedException.class)
                    .hasMessageContaining("the spool of eip155:1 in " + spool.directory());
        }
    }

    @Test
    void lostPublicationsAreNotPassedOver() throws Exception {
        try (Spool spool = open(UUID.randomUUID())) {
            append(spool, 0, 100);
        }
        damageTheMiddle();

        assertThatThrownBy(() -> {
                    try (Spool spool = open(UUID.randomUUID())) {
                        readAll(spool);
                    }
                })
                .isInstanceOf(PublisherFailedException.class)
                .hasMessageContaining("the disk lost publications from the spool in");
    }

    @Test
    void interruptedThreadGetsNothingAndHarmsNothing() throws Exception {
        try (Spool spool = open(UUID.randomUUID())) {
            append(spool, 0, 3);
            spool.interrupt(Thread.currentThread());

            assertThatThrownBy(() -> spool.read(MIB)).isInstanceOf(InterruptedException.class);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(readAll(spool)).hasSize(3);
        }
    }

    private Spool open(UUID instance) {
        return Spool.open(
                new Spooling(directory, Duration.ofSeconds(1), MIB, 4 * MIB, 0, 1_000_000),
                CHAIN,
                instance,
                Clock.systemUTC(),
                System::nanoTime);
    }

    private static List<Pending> append(Spool spool, long first, int count) {
        List<Pending> appended = new ArrayList<>();
        for (long number = first; number < first + count; number++) {
            Pending pending = Pending.of(Publication.append(Blocks.block(number, 0)), false);
            assertThat(append(spool, number, pending)).isTrue();
            appended.add(pending);
        }
        return appended;
    }

    private static boolean append(Spool spool, long number, Publication publication) {
        return append(spool, number, Pending.of(publication, false));
    }

    private static boolean append(Spool spool, long number, Pending pending) {
        return spool.append(
                new PublishQueue.Spoolable(pending, number, Optional.empty(), Optional.empty()), OptionalLong.of(0));
    }

    private static List<Spool.Stored> readAll(Spool spool) throws InterruptedException {
        List<Spool.Stored> read = new ArrayList<>();
        while (spool.hasUnread()) {
            read.addAll(spool.read(MIB));
        }
        return read;
    }

    private static List<Long> numbers(long from, long to) {
        return Stream.iterate(from, number -> number < to, number -> number + 1).toList();
    }

    /** A byte in the first segment, where one of the middle publications is. */
    private void damageTheMiddle() throws IOException {
        Path segment;
        try (Stream<Path> files = Files.list(directory.resolve(CHAIN.fileName()))) {
            segment = files.filter(file -> file.toString().endsWith(".segment"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(60_000);
            int before = file.read();
            file.seek(60_000);
            file.write(before ^ 0xFF);
        }
    }
}
