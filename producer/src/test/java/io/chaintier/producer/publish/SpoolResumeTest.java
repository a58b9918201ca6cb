package io.chaintier.producer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.ChainId;
import io.chaintier.producer.publish.PublisherConfig.Spooling;
import io.chaintier.producer.publish.SpoolResume.Decision;
import io.chaintier.producer.publish.SpoolResume.Versioned;
import io.chaintier.producer.testing.Blocks;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a publisher that takes over makes of the spool it finds: blocks 10, 11, 12 and so on with the numbers 0, 1, 2, left
 * by a publisher that is gone. Serves I5, I8, R12.
 */
class SpoolResumeTest {
    private static final UUID GONE = UUID.randomUUID();
    private static final UUID SELF = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();
    private static final Optional<Versioned> NO_PROGRESS = Optional.empty();
    /** Of the first two publications; the log had come to sequence 10 and version 4 before. */
    private static final Optional<Attempt> ATTEMPT = Optional.of(new Attempt(10, 4, 12, 4));

    @TempDir
    private Path directory;

    @Test
    void everythingIsStillToBeWrittenWhereTheTopicHasNothingOfIt() throws Exception {
        spool(4, Optional.empty(), OptionalLong.of(10));

        assertThat(resume(end(10, 4, 9), active(GONE), NO_PROGRESS)).isEqualTo(new Decision(0, false));
    }

    @Test
    void progressInTheTopicCountsAndNotWhatWasReleased() throws Exception {
        spool(4, Optional.empty(), OptionalLong.of(10));

        assertThat(resume(end(13, 9, 12), active(GONE), progress(3, GONE, 8))).isEqualTo(new Decision(3, false));
    }

    @Test
    void progressOfAnotherSpoolIsNotOurs() throws Exception {
        spool(4, Optional.empty(), OptionalLong.of(10));
        Optional<Versioned> foreign = Optional.of(new Versioned(new SpoolProgress(OTHER, 3, OTHER), 2));

        assertThat(resume(end(10, 4, 9), active(GONE), foreign)).isEqualTo(new Decision(0, false));
    }

    @Test
    void attemptThatWasCommittedIsNotWrittenAgain() throws Exception {
        spool(4, ATTEMPT, OptionalLong.of(10));

        assertThat(resume(end(12, 4, 11), active(GONE), NO_PROGRESS)).isEqualTo(new Decision(2, false));
    }

    @Test
    void attemptIsNotWrittenAgainWhereTheLogWentOnBehindIt() throws Exception {
        spool(2, ATTEMPT, OptionalLong.of(10));

        // Its release came back with a crash; meanwhile the same publisher had written more, directly.
        assertThat(resume(end(15, 4, 14), active(GONE), NO_PROGRESS)).isEqualTo(new Decision(2, false));
    }

    @Test
    void attemptThatWasNotCommittedIsWritten() throws Exception {
        spool(4, ATTEMPT, OptionalLong.of(10));

        assertThat(resume(end(10, 4, 9), active(GONE), NO_PROGRESS)).isEqualTo(new Decision(0, false));
    }

    @Test
    void attemptIsDecidedOnceThereIsProgressBehindIt() throws Exception {
        spool(4, ATTEMPT, OptionalLong.of(10));

        // A second publisher found the attempt not committed, took over, and was killed before it wrote any of it.
        assertThat(resume(end(10, 6, 9), active(OTHER), progress(0, OTHER, 5))).isEqualTo(new Decision(0, false));
    }

    @Test
    void progressFromBeforeTheAttemptDoesNotDecideIt() throws Exception {
        spool(4, ATTEMPT, OptionalLong.of(10));

        assertThat(resume(end(12, 4, 11), active(GONE), progress(0, GONE, 3))).isEqualTo(new Decision(2, false));
    }

    @Test
    void logThatIsNeitherBeforeNorAfterTheAttemptStops() throws Exception {
        spool(4, ATTEMPT, OptionalLong.of(10));

        assertThatThrownBy(() -> resume(end(11, 4, 10), active(GONE), NO_PROGRESS))
                .isInstanceOf(PublisherFailedException.class)
                .hasMessageContaining("it should end before sequence 10 or 12, but ends before 11");
    }

    @Test
    void topicThatWasMadeAnewStops() throws Exception {
        spool(4, Optional.empty(), OptionalLong.of(10));

        assertThatThrownBy(() -> resume(new Position(0, 0, Optional.empty()), Optional.empty(), NO_PROGRESS))
                .isInstanceOf(PublisherFailedException.class)
                .hasMessageContaining("it ends before sequence 0, but had come to 10 before");
    }

    @Test
    void anotherPublisherInBetweenIsFineWhereTheSpoolStillFits() throws Exception {
        spool(4, Optional.empty(), OptionalLong.of(10));

        assertThat(resume(end(10, 5, 9), active(OTHER), NO_PROGRESS)).isEqualTo(new Decision(0, true));
    }

    @Test
    void anotherPublishersBlocksAreNotWrittenOver() throws Exception {
        spool(4, Optional.empty(), OptionalLong.of(10));

        assertThatThrownBy(() -> resume(end(13, 5, 12), active(OTHER), NO_PROGRESS))
                .isInstanceOf(PublisherFailedException.class)
                .hasMessageContaining("what is spooled goes on with block " + Blocks.ref(10, 0)
                        + ", which does not stand on the head of the topic, " + Blocks.ref(12, 0));
    }

    @Test
    void spoolOfAPublisherThatNeverReachedKafkaMustFit() throws Exception {
        spool(4, Optional.empty(), OptionalLong.empty());

        assertThat(resume(end(10, 4, 9), active(OTHER), NO_PROGRESS)).isEqualTo(new Decision(0, true));
        assertThatThrownBy(() -> resume(end(10, 4, 7), active(OTHER), NO_PROGRESS))
                .isInstanceOf(PublisherFailedException.class)
                .hasMessageContaining("something is missing");
    }

    @Test
    void spoolMayBeginATopicThatHasNothing() throws Exception {
        spool(4, Optional.empty(), OptionalLong.empty());

        assertThat(resume(new Position(0, 0, Optional.empty()), Optional.empty(), NO_PROGRESS))
                .isEqualTo(new Decision(0, true));
    }

    /** The first two publications may be in the topic by {@code attempt}. */
    private void spool(int count, Optional<Attempt> attempt, OptionalLong confirmed) {
        try (Spool spool = open(GONE)) {
            for (int number = 0; number < count; number++) {
                Pending pending = Pending.of(Publication.append(Blocks.block(10 + number, 0)), confirmed.isEmpty());
                Optional<Attempt> its = number < 2 ? attempt : Optional.empty();
                assertThat(spool.append(new PublishQueue.Spoolable(pending, number, its, Optional.empty()), confirmed))
                        .isTrue();
            }
        }
    }

    private Decision resume(Position end, Optional<Claim> active, Optional<Versioned> progress)
            throws InterruptedException {
        try (Spool spool = open(SELF)) {
            return new SpoolResume(end, active, progress, SELF).decide(spool);
        }
    }

    private Spool open(UUID instance) {
        return Spool.open(
                new Spooling(directory, Duration.ofSeconds(1), 1 << 20, 4 << 20, 0, 1_000),
                ChainId.parse("eip155:1"),
                instance,
                Clock.systemUTC(),
                System::nanoTime);
    }

    private static Position end(long nextSequence, long nextVersion, long head) {
        return new Position(nextSequence, nextVersion, Optional.of(Blocks.ref(head, 0)));
    }

    private static Optional<Claim> active(UUID instance) {
        return Optional.of(new Claim(instance, "name", "host", 1, "2026-01-01T00:00:00Z"));
    }

    private static Optional<Versioned> progress(long next, UUID instance, long version) {
        return Optional.of(new Versioned(new SpoolProgress(GONE, next, instance), version));
    }
}
