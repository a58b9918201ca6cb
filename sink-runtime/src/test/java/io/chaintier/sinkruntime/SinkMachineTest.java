package io.chaintier.sinkruntime;

import static io.chaintier.sinkruntime.SinkMachine.Route.FILE;
import static io.chaintier.sinkruntime.SinkMachine.Route.NOWHERE;
import static io.chaintier.sinkruntime.SinkMachine.Route.STORE;
import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.retry.Backoff;
import io.chaintier.sinkruntime.SinkMachine.Route;
import io.chaintier.sinkruntime.SinkStatus.State;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The states of a sink and what leads from one to another. Serves R3, R4, C5. */
class SinkMachineTest {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    private long nanos;
    private final SinkMachine machine =
            new SinkMachine(() -> nanos, new Backoff(FIRST_PAUSE, LONGEST_PAUSE, new SplittableRandom(1)));

    @BeforeEach
    void open() {
        machine.fileOpened(false);
    }

    @Test
    void withAStoreAndAnEmptyFileRecordsGoToTheStore() {
        assertIs(State.UP, STORE);
        assertThat(machine.drains()).isFalse();
    }

    @Test
    void anOutageGoesThroughTheFileAndBack() {
        machine.storeFailed();
        assertIs(State.SPILLING, FILE);

        machine.fileTook();
        machine.storeAnswered();
        assertIs(State.DRAINING, FILE);
        assertThat(machine.drains()).isTrue();

        machine.fileRead();
        assertIs(State.UP, STORE);
    }

    @Test
    void anOutageDuringWhichNothingCameNeedsNoDraining() {
        machine.storeFailed();
        machine.storeAnswered();

        assertIs(State.UP, STORE);
    }

    @Test
    void aNewFailureWhileDrainingSpillsAgainAndDrainsAgain() {
        machine.storeFailed();
        machine.fileTook();
        machine.storeAnswered();
        machine.fileRead();

        machine.storeFailed();
        machine.fileRewound();
        assertIs(State.SPILLING, FILE);
        assertThat(machine.drains()).isFalse();

        machine.storeAnswered();
        assertIs(State.DRAINING, FILE);
    }

    @Test
    void aFileLeftByAnEarlierProcessIsDrainedFirst() {
        machine.fileOpened(true);

        assertIs(State.DRAINING, FILE);
    }

    @Test
    void aFullFilePausesAndIsTriedAgainAfterGrowingPauses() {
        machine.storeFailed();
        machine.fileTook();
        machine.fileRefused();
        assertIs(State.PAUSED, NOWHERE);

        pass(FIRST_PAUSE);
        assertIs(State.PAUSED, FILE);

        machine.fileRefused();
        pass(FIRST_PAUSE.dividedBy(2));
        assertIs(State.PAUSED, NOWHERE);
        pass(LONGEST_PAUSE);
        machine.fileTook();
        assertIs(State.SPILLING, FILE);
    }

    @Test
    void aFullFileIsDrainedWhenTheStoreIsBackAndTriedAsSoonAsThereIsRoom() {
        machine.storeFailed();
        machine.fileTook();
        machine.fileRefused();
        machine.storeAnswered();
        assertIs(State.PAUSED, NOWHERE);
        assertThat(machine.drains()).isTrue();

        machine.fileReleased();
        assertIs(State.PAUSED, FILE);

        machine.fileTook();
        assertIs(State.DRAINING, FILE);
    }

    @Test
    void aBrokenFileLetsTheSinkWorkDirectlyWhileTheStoreIsThere() {
        machine.storeFailed();
        machine.fileTook();
        machine.fileBroke();
        assertIs(State.PAUSED, NOWHERE);

        machine.storeAnswered();
        assertIs(State.UP, STORE);
        assertThat(machine.drains()).isFalse();
        assertThat(machine.isFileUsable()).isFalse();
    }

    @Test
    void aBrokenFileIsOpenedAnewAfterAPause() {
        machine.fileBroke();
        assertThat(machine.opensFile()).isFalse();

        pass(FIRST_PAUSE);
        assertThat(machine.opensFile()).isTrue();

        machine.fileOpened(true);
        assertThat(machine.opensFile()).isFalse();
        assertIs(State.DRAINING, FILE);
    }

    @Test
    void aMachineBeginsByOpeningItsFile() {
        SinkMachine fresh =
                new SinkMachine(() -> nanos, new Backoff(FIRST_PAUSE, LONGEST_PAUSE, new SplittableRandom(1)));

        assertThat(fresh.opensFile()).isTrue();
        assertThat(fresh.state()).isEqualTo(State.UP);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private void assertIs(State state, Route route) {
        assertThat(machine.state()).isEqualTo(state);
        assertThat(machine.route()).isEqualTo(route);
    }
}
