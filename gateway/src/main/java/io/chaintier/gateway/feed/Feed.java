package io.chaintier.gateway.feed;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.wire.UnknownSchemaException;
import io.chaintier.gateway.feed.FeedStatus.State;
import io.chaintier.gateway.read.TieredReader;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the event log for those who want to know what moves. Reads are answered without it: when Kafka is away nothing
 * but news is missing (I7), and what comes meanwhile is told afterwards, without a hole. One thread of its own; all public
 * methods are for many threads.
 */
public final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    private static final Duration IDLE_POLL = Duration.ofMillis(200);
    private static final Duration FIRST_LOOK = Duration.ofMillis(2);
    private static final Duration LAST_LOOK = Duration.ofMillis(50);
    private static final Duration REOPEN = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(3);
    private static final int MAX_HELD_CHANGES = 256;

    private final TieredReader reader;
    private final FeedConfig config;
    private final Supplier<TopicTail> open;
    private final Map<ChainId, ChainFeed> chains = new ConcurrentHashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "feed");

    private volatile State state = State.STARTING;
    private volatile String why = "Kafka was not asked yet";
    private volatile OptionalLong lagRecords = OptionalLong.empty();

    private Feed(TieredReader reader, FeedConfig config, Supplier<Consumer<byte[], byte[]>> consumers, String topic) {
        this.reader = reader;
        this.config = config;
        open = () -> TopicTail.open(consumers.get(), topic, new Intake());
    }

    /**
     * Begins to follow, as soon as Kafka and the topic are there.
     *
     * @param reader    says what the stores show; stays the caller's
     * @param consumers makes a consumer of no group each time Kafka has to be approached anew
     * @param topic     name of the event log
     */
    public static Feed follow(
            TieredReader reader, FeedConfig config, Supplier<Consumer<byte[], byte[]>> consumers, String topic) {
        Feed feed = new Feed(reader, config, consumers, topic);
        feed.thread.setDaemon(true);
        feed.thread.start();
        return feed;
    }

    /** Follows nothing. */
    public static Feed off(TieredReader reader) {
        Feed feed = new Feed(reader, new FeedConfig(false, 1, 1), () -> null, "");
        feed.is(State.OFF, "this gateway does not follow the topic (gateway.feed.enabled=false)");
        return feed;
    }

    /**
     * What happens to a chain, from now on.
     *
     * @throws FeedUnavailableException if the topic is not followed, so that something could be missed
     */
    public ChainFeed of(ChainId chain) throws FeedUnavailableException {
        if (state != State.FOLLOWING && state != State.DISCONNECTED) {
            throw new FeedUnavailableException("new blocks are not followed here: " + why);
        }
        return chain(chain);
    }

    public FeedStatus status() {
        return new FeedStatus(
                state,
                why,
                lagRecords,
                chains.values().stream()
                        .map(ChainFeed::status)
                        .sorted(Comparator.comparing(status -> status.chain().toString()))
                        .toList());
    }

    @Override
    public void close() {
        stop.countDown();
        if (thread.isAlive()) {
            thread.interrupt();
            join();
        }
    }

    private void join() {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ChainFeed chain(ChainId chain) {
        return chains.computeIfAbsent(chain, id -> new ChainFeed(id, reader, config, System::nanoTime));
    }

    private void run() {
        while (!isStopping()) {
            try (TopicTail tail = open.get()) {
                is(State.FOLLOWING, "");
                follow(tail);
            } catch (UnknownSchemaException e) {
                missedByAll("a record was written by a newer publisher, upgrade this gateway: " + e.getMessage());
                is(State.STOPPED, "a record was written by a newer publisher, upgrade this gateway: " + e.getMessage());
                return;
            } catch (KafkaException e) {
                if (!isStopping()) {
                    missedByAll("the topic can no longer be read: " + e.getMessage());
                    is(State.STARTING, "Kafka or the topic cannot be read: " + e.getMessage());
                    awaitStop(REOPEN);
                }
            } catch (RuntimeException e) {
                LOG.error("the feed failed; it begins anew", e);
                missedByAll("the gateway failed: its log says more");
                is(State.STARTING, "the feed failed: the log says more");
                awaitStop(REOPEN);
            }
        }
    }

    private void follow(TopicTail tail) {
        Duration look = FIRST_LOOK;
        Silence silence = new Silence();
        while (!isStopping()) {
            boolean idle = chains.values().stream().allMatch(chain -> chain.heldChanges() == 0);
            tail.poll(idle ? IDLE_POLL : look, full());
            boolean released = true;
            for (ChainFeed chain : chains.values()) {
                released &= chain.release();
            }
            look = released ? FIRST_LOOK : Collections.min(List.of(look.multipliedBy(2), LAST_LOOK));
            lagRecords = tail.lag();
            silence.look(tail);
        }
    }

    private Set<ChainId> full() {
        return chains.values().stream()
                .filter(chain -> chain.heldChanges() >= MAX_HELD_CHANGES || chain.heldBytes() >= config.keptBytes())
                .map(ChainFeed::chain)
                .collect(Collectors.toSet());
    }

    /** Kafka answers twice a second at least, unless it is away. */
    private final class Silence {
        private double answers = -1;
        private long sinceNanos = System.nanoTime();

        void look(TopicTail tail) {
            double now = tail.answers();
            if (now != answers || tail.isPaused()) {
                answers = now;
                sinceNanos = System.nanoTime();
                is(State.FOLLOWING, "");
            } else if (System.nanoTime() - sinceNanos > SILENCE.toNanos()) {
                is(State.DISCONNECTED, "Kafka does not answer");
            }
        }
    }

    private void missedByAll(String reason) {
        chains.values().forEach(chain -> chain.breakOff(reason));
    }

    private void is(State now, String reason) {
        if (now == State.FOLLOWING && state != now) {
            LOG.info("follows the topic");
        } else if (now != State.FOLLOWING && now != State.OFF && !why.equals(reason)) {
            LOG.warn("no news of chains: {}", reason);
        }
        why = reason;
        state = now;
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private void awaitStop(Duration atMost) {
        try {
            stop.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Intake implements TopicTail.Listener {
        @Override
        public void happened(ChainEvent event) {
            chain(event.chain()).take(event);
        }

        @Override
        public void missed(ChainId chain, String reason) {
            LOG.warn("{}: {}", chain, reason);
            chain(chain).breakOff(reason);
        }

        @Override
        public void missed(String reason) {
            LOG.warn("{}", reason);
            missedByAll(reason);
        }
    }
}
