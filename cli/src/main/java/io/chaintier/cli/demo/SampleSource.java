package io.chaintier.cli.demo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmParser;
import io.chaintier.localchain.ChainStep;
import io.chaintier.localchain.SampleChain;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.publish.Publication;
import io.chaintier.producer.publish.PublisherConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Plays the recorded chain, for machines without Node.js. It ends; what was published stays to be read. */
final class SampleSource implements ChainSource {
    private static final long STEP_MS = 400;

    private final PublisherConfig config;
    private final ChainId chain = new ChainId("eip155", String.valueOf(SampleChain.chainId()));
    private final EvmParser parser = new EvmParser();
    private final Thread thread = new Thread(this::run, "demo-sample-chain");
    private final Deque<BlockRef> canonical = new ArrayDeque<>();
    private volatile String failure;

    SampleSource(PublisherConfig config) {
        this.config = config;
    }

    @Override
    public ChainId chain() {
        return chain;
    }

    @Override
    public String description() {
        return "a chain recorded from anvil (install Node.js 18 or newer to run a live one)";
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (ChainPublisher publisher = ChainPublisher.open(config, chain)) {
            play(publisher, new ArrayDeque<>(SampleChain.steps()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = "the recorded chain could not be published: " + e.getMessage();
        }
    }

    private void play(ChainPublisher publisher, Deque<ChainStep> steps) throws InterruptedException {
        while (!steps.isEmpty()) {
            publisher.publish(next(steps)).join();
            MILLISECONDS.sleep(STEP_MS);
        }
    }

    /** One block, or a whole reorganisation: its reverts and the appends that replace what was reverted. */
    private Publication next(Deque<ChainStep> steps) {
        List<BlockRef> reverted = new ArrayList<>();
        while (steps.peekFirst() instanceof ChainStep.Revert) {
            steps.removeFirst();
            reverted.add(canonical.removeLast());
        }
        BlockRef ancestor = canonical.peekLast();
        List<Block> appended = new ArrayList<>();
        do {
            if (steps.peekFirst() instanceof ChainStep.Append append) {
                steps.removeFirst();
                Block block = parser.parse(
                        append.block().block(), Optional.of(append.block().receipts()));
                canonical.addLast(block.ref());
                appended.add(block);
            }
        } while (appended.size() < reverted.size() && steps.peekFirst() instanceof ChainStep.Append);
        return reverted.isEmpty() ? Publication.append(appended) : Publication.reorganise(reverted, ancestor, appended);
    }
}
