package io.chaintier.producer.follow;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.publish.PatientPublisher;
import io.chaintier.producer.publish.Publication;
import io.chaintier.producer.publish.PublisherStatus;
import io.chaintier.producer.rpc.JsonRpcClient;
import io.chaintier.producer.rpc.NodeException;
import io.chaintier.retry.Backoff;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the chain of a node: catches up from where the topic ends, then follows the head.
 *
 * <p>A block is published when the node gave all of it, every receipt included, and it stands on the block published
 * before it. Where it does not, the chain was reorganised, however long ago: the newest block that the node and the
 * topic have in common is looked up, in the topic itself where it is further back than memory, and what the topic has
 * above it is reverted in one publication with the blocks of the new branch. A reorganisation below what the node had
 * called finalized is followed too, and logged as an error.
 *
 * <p>It does not wait for Kafka: with a publisher that spools, what the node goes through while Kafka is unreachable is
 * kept, reorganisations included. It waits for Kafka before the first block, to see where the topic ends, and for a
 * reorganisation deeper than what it remembers.
 *
 * <p>A node that is down, behind or answers with less than whole blocks is asked again for ever. One thread.
 */
public final class Follower {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Blocks of a new branch that become visible in one publication with the reverts. */
    private static final long BRANCH_AT_ONCE = 256;
    /** A head further down than this is a node that is behind, not a chain that was rolled back. */
    private static final long DEEPEST_ROLLBACK = 1_024;

    private static final int ANCESTORS_AT_ONCE = 64;
    private static final Duration WAITING_INTERVAL = Duration.ofSeconds(10);

    private final ChainPublisher publisher;
    private final PatientPublisher patient;
    private final HttpClient http;
    private final EvmNode node;
    private final URI webSocket;
    private final FollowerConfig config;
    private final FollowListener listener;
    private final Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, new Random());

    private OwnChain own;
    private FinalityNews finality;
    private Optional<Long> behindSinceNanos = Optional.empty();

    /**
     * @param publisher stays the caller's; nobody else may publish with it
     * @param rpc       JSON-RPC of the node, {@code http} or {@code https}
     */
    public Follower(ChainPublisher publisher, URI rpc, FollowerConfig config, FollowListener listener) {
        this.publisher = requireNonNull(publisher, "publisher");
        this.config = requireNonNull(config, "config");
        this.listener = requireNonNull(listener, "listener");
        this.patient = new PatientPublisher(publisher);
        this.http = client();
        this.node = new EvmNode(new JsonRpcClient(http, rpc, config.timeout()));
        this.webSocket = config.webSocket().orElseGet(() -> HeadNotices.besides(rpc));
    }

    /**
     * The chain that a node is of.
     *
     * @throws NodeException if it does not answer
     */
    public static ChainId chainOf(URI rpc, FollowerConfig config) throws InterruptedException {
        return new EvmNode(new JsonRpcClient(client(), rpc, config.timeout())).chain();
    }

    /**
     * Follows until the thread is interrupted. What was handed to the publisher by then may still be on its way.
     *
     * @throws FollowException if the node is of another chain, or has no block in common with the topic
     * @throws io.chaintier.producer.publish.PublisherException if publishing failed for good
     */
    public void run() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(config.parallelBatches());
        try (HeadNotices notices = new HeadNotices(http, webSocket)) {
            while (true) {
                try {
                    follow(threads);
                    backoff.reset();
                    notices.await(config.pollInterval());
                } catch (NodeException | KafkaException e) {
                    waitAfter(e);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** One look at the node, and all that follows from it. */
    private void follow(ExecutorService threads) throws InterruptedException {
        if (own == null) {
            awaitEndOfTopic();
            own = new OwnChain(publisher, patient);
            finality = new FinalityNews(patient);
        }
        NodeStatus status = node.status();
        checkChain(status);
        advance(status, threads);
        finality.tell(status, own);
        patient.check();
    }

    /** What an earlier publisher spooled is part of the chain, too. */
    private void awaitEndOfTopic() throws InterruptedException {
        while (!publisher.awaitConfirmed(WAITING_INTERVAL)) {
            PublisherStatus status = publisher.status();
            LOG.warn(
                    "waiting for Kafka before {} can be followed: {} publications in the spool{}",
                    publisher.chain(),
                    status.spooledPublications(),
                    status.obstacle().map(obstacle -> "; " + obstacle).orElse(""));
        }
    }

    private void checkChain(NodeStatus status) {
        if (!status.chain().equals(publisher.chain())) {
            throw new FollowException("node " + node.name() + " is of chain " + status.chain()
                    + ", but is to be published as chain " + publisher.chain());
        }
    }

    private void advance(NodeStatus status, ExecutorService threads) throws InterruptedException {
        Optional<BlockRef> head = own.head();
        if (head.isEmpty() || status.latest().number() > head.get().number()) {
            extend(status, threads);
        } else if (!status.latest().equals(head.get())) {
            leaveBranch(status, head.get());
            return;
        }
        behindSinceNanos = Optional.empty();
    }

    private void extend(NodeStatus status, ExecutorService threads) throws InterruptedException {
        long next = own.head().map(head -> head.number() + 1).orElse(config.from());
        try (BlockStream blocks =
                new BlockStream(node, threads, config, next, status.latest().number() + 1)) {
            while (blocks.hasNext()) {
                Block block = blocks.next();
                Optional<BlockRef> head = own.head();
                if (head.isPresent() && !block.parentHash().equals(head.get().hash())) {
                    leaveBranch(status, head.get());
                    return;
                }
                patient.publish(Publication.append(block));
                appended(block);
            }
        }
    }

    /** The node is on another branch than the topic, or behind it. */
    private void leaveBranch(NodeStatus status, BlockRef head) throws InterruptedException {
        BlockRef ancestor =
                commonAncestor(Math.min(head.number(), status.latest().number()));
        if (ancestor.equals(status.latest()) && !isRolledBack(status, head)) {
            return;
        }
        behindSinceNanos = Optional.empty();
        if (ancestor.equals(head)) {
            throw new NodeException("node " + node.name() + " changed its branch while it was asked");
        }
        List<Block> branch = branchAbove(ancestor, status.latest());
        List<BlockRef> reverted = ownAbove(ancestor, head);
        finality.checkAgainst(ancestor, node.name());
        patient.publish(Publication.reorganise(reverted, ancestor, branch));
        for (int i = 1; i < reverted.size(); i++) {
            own.revertTo(reverted.get(i));
        }
        own.revertTo(ancestor);
        LOG.info("{} reorganised {} deep, down to {}", publisher.chain(), reverted.size(), ancestor);
        listener.reorganised(reverted.size(), ancestor);
        branch.forEach(this::appended);
    }

    /** A head that only went down may be another node's behind the same address: that one gets some time. */
    private boolean isRolledBack(NodeStatus status, BlockRef head) {
        long depth = head.number() - status.latest().number();
        long since = behindSinceNanos.orElseGet(System::nanoTime);
        boolean longEnough = System.nanoTime() - since >= config.behind().toNanos();
        if (status.syncing() || depth > DEEPEST_ROLLBACK || !longEnough) {
            if (behindSinceNanos.isEmpty()) {
                LOG.warn("node {} is at block {}, behind the topic at {}", node.name(), status.latest(), head);
                behindSinceNanos = Optional.of(since);
            }
            return false;
        }
        return true;
    }

    /** The newest block that the node and the topic have in common, at or below {@code highest}. */
    private BlockRef commonAncestor(long highest) throws InterruptedException {
        int window = 1;
        for (long top = highest; top >= 0; top -= window, window = Math.min(window * 2, ANCESTORS_AT_ONCE)) {
            List<Long> numbers = new ArrayList<>();
            for (long number = top; number >= 0 && number > top - window; number--) {
                numbers.add(number);
            }
            List<Optional<BlockRef>> theirs = node.canonical(numbers);
            for (int i = 0; i < numbers.size(); i++) {
                Optional<BlockRef> ours = own.at(numbers.get(i));
                if (ours.isEmpty()) {
                    throw nothingInCommon(numbers.get(i));
                }
                if (ours.equals(theirs.get(i))) {
                    return ours.get();
                }
            }
        }
        throw nothingInCommon(-1);
    }

    private FollowException nothingInCommon(long number) {
        return new FollowException("node " + node.name() + " and the topic have no block of chain " + publisher.chain()
                + " in common from the head "
                + own.head().map(BlockRef::toString).orElse("") + " down to block "
                + (number + 1) + ", where the topic's blocks begin: they are not of one chain");
    }

    private List<Block> branchAbove(BlockRef ancestor, BlockRef latest) throws InterruptedException {
        long top = Math.min(latest.number(), ancestor.number() + BRANCH_AT_ONCE);
        List<Block> branch = new ArrayList<>();
        BlockRef below = ancestor;
        for (long number = ancestor.number() + 1; number <= top; number++) {
            Block block = node.blocks(number, number + 1).get(0);
            if (!block.parentHash().equals(below.hash())) {
                throw new NodeException("node " + node.name() + " changed its branch while it was asked");
            }
            branch.add(block);
            below = block.ref();
        }
        return branch;
    }

    /** Newest first. */
    private List<BlockRef> ownAbove(BlockRef ancestor, BlockRef head) throws InterruptedException {
        List<BlockRef> above = new ArrayList<>();
        for (long number = head.number(); number > ancestor.number(); number--) {
            long missing = number;
            above.add(own.at(number)
                    .orElseThrow(() -> new FollowException("chain " + publisher.chain()
                            + " was reorganised below block " + head + ", down to " + ancestor
                            + ", but the topic has a gap at block " + missing + " and cannot follow")));
        }
        return above;
    }

    private void appended(Block block) {
        own.append(block.ref());
        listener.appended(block.ref(), block.transactions().size());
    }

    private void waitAfter(RuntimeException failure) throws InterruptedException {
        Duration wait = backoff.next();
        LOG.warn("following {}: {}; trying again in {} ms", node.name(), failure.getMessage(), wait.toMillis());
        listener.nodeFailed(failure.getMessage(), wait);
        Thread.sleep(wait.toMillis());
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }
}
