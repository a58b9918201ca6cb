package io.chaintier.gateway.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.ChainId;
import io.chaintier.gateway.FakeTier;
import io.chaintier.gateway.read.TieredReader.BreakerConfig;
import io.chaintier.store.ChainHead;
import io.chaintier.storetestkit.ChainBuilder;
import io.chaintier.storetestkit.RandomBlocks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** B2: every answer says at which head it was given, and asks no store for that. */
class HeadWatchTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");
    private static final Duration REFRESH = Duration.ofSeconds(1);

    private final RandomBlocks content = new RandomBlocks(11);
    private final ChainBuilder history = new ChainBuilder(CHAIN);
    private final FakeTier primary = new FakeTier();
    private final AtomicLong nanos = new AtomicLong();
    private final Queue<Runnable> background = new ArrayDeque<>();
    private final TieredReader reader = new TieredReader(
            Map.of(Tier.PRIMARY, primary), new BreakerConfig(3, Duration.ofSeconds(1)), Optional.empty(), nanos::get);
    private final HeadWatch watch = new HeadWatch(reader, REFRESH, background::add);

    @BeforeEach
    void oneBlock() {
        append(0);
    }

    @Test
    void theFirstQuestionIsAnsweredWithNothingAndHasTheHeadReadInTheBackground() {
        assertThat(watch.newest(CHAIN)).isEmpty();
        assertThat(primary.calls()).isZero();

        background.remove().run();

        assertThat(watch.newest(CHAIN)).map(KnownHead::head).contains(headOfTheChain());
    }

    @Test
    void aHeadThatSomebodyReadIsKnownWithItsAge() {
        reader.head(CHAIN);

        nanos.addAndGet(Duration.ofMillis(250).toNanos());

        assertThat(watch.newest(CHAIN)).contains(new KnownHead(headOfTheChain(), Duration.ofMillis(250)));
        assertThat(background).isEmpty();
    }

    @Test
    void aHeadThatGrewOldIsReadAgainOnceHoweverManyAsk() {
        reader.head(CHAIN);
        nanos.addAndGet(REFRESH.toNanos());
        append(1);

        watch.newest(CHAIN);
        watch.newest(CHAIN);

        assertThat(background).hasSize(1);
        background.remove().run();
        assertThat(watch.newest(CHAIN)).contains(new KnownHead(headOfTheChain(), Duration.ZERO));
    }

    @Test
    void aStoreThatDoesNotAnswerLeavesTheOldHeadAndItsAge() {
        reader.head(CHAIN);
        ChainHead old = headOfTheChain();
        nanos.addAndGet(REFRESH.toNanos());
        primary.goesDown();

        watch.newest(CHAIN);
        background.remove().run();

        assertThat(watch.newest(CHAIN)).contains(new KnownHead(old, REFRESH));
        assertThat(background).as("it is tried again").hasSize(1);
    }

    @Test
    void anEndedExecutorIsNoHarm() {
        HeadWatch ending = new HeadWatch(reader, REFRESH, task -> {
            throw new RejectedExecutionException("ended");
        });

        assertThat(ending.newest(CHAIN)).isEmpty();
        assertThat(ending.newest(CHAIN)).isEmpty();
    }

    private ChainHead headOfTheChain() {
        return primary.head(CHAIN).orElseThrow();
    }

    private void append(long number) {
        history.append(content.block(number, content.hash(), List.of(), Optional.of(List.of())));
        primary.has(history.events());
    }
}
