package io.chaintier.cli.demo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.chaintier.config.Settings;
import io.chaintier.event.ChainId;
import io.chaintier.localchain.Anvil;
import io.chaintier.localchain.AnvilOptions;
import io.chaintier.localchain.AnvilProgram;
import io.chaintier.localchain.Traffic;
import io.chaintier.localchain.TrafficPlan;
import java.nio.file.Path;
import java.util.Optional;

/** A real node of our own with traffic on it, and the follower that publishes what it does. */
final class AnvilSource implements ChainSource {
    private static final long STEP_MS = 1_000;
    private static final int DEEPEST_REORGANISATION = 5;
    private static final int STEPS_PER_REORGANISATION = 15;
    private static final int MOST_TRANSACTIONS = 10;

    private final Anvil anvil;
    private final long seed;
    private final FollowSource follow;
    private final Thread traffic = new Thread(this::run, "demo-traffic");
    private volatile String failure;

    /**
     * @param seed of the traffic
     * @throws io.chaintier.localchain.AnvilUnavailableException where anvil cannot be had
     */
    AnvilSource(Settings settings, Path directory, long seed) throws InterruptedException {
        this.anvil = AnvilProgram.installed().start(AnvilOptions.in(directory));
        this.seed = seed;
        this.follow = new FollowSource("anvil at " + anvil.http(), settings, anvil.http());
    }

    @Override
    public ChainId chain() {
        return follow.chain();
    }

    @Override
    public String description() {
        return follow.description();
    }

    @Override
    public void start() {
        follow.start();
        traffic.start();
    }

    @Override
    public Optional<String> failure() {
        return Optional.ofNullable(failure).or(follow::failure);
    }

    @Override
    public void close() {
        traffic.interrupt();
        try {
            traffic.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        follow.close();
        anvil.close();
    }

    private void run() {
        try {
            TrafficPlan plan = new TrafficPlan(
                    seed, 1, MOST_TRANSACTIONS, STEPS_PER_REORGANISATION, DEEPEST_REORGANISATION, false);
            Traffic steps = Traffic.start(anvil.rpc(), plan);
            while (!Thread.currentThread().isInterrupted()) {
                steps.step();
                MILLISECONDS.sleep(STEP_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = "the traffic on anvil ended: " + e.getMessage();
        }
    }
}
