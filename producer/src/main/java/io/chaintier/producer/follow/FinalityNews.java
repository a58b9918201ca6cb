package io.chaintier.producer.follow;

import io.chaintier.event.BlockRef;
import io.chaintier.producer.publish.PatientPublisher;
import io.chaintier.producer.publish.Publication;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes what the node calls safe and finalized, when that changes. One thread. */
final class FinalityNews {
    private static final Logger LOG = LoggerFactory.getLogger(FinalityNews.class);

    private final PatientPublisher publisher;
    private Optional<BlockRef> safe = Optional.empty();
    private Optional<BlockRef> finalized = Optional.empty();

    FinalityNews(PatientPublisher publisher) {
        this.publisher = publisher;
    }

    /** Waits for the topic to have the blocks that the node speaks of. */
    void tell(NodeStatus status, OwnChain own) throws InterruptedException {
        boolean news = !status.safe().equals(safe) || !status.finalized().equals(finalized);
        if (news && isInTopic(status.safe(), own) && isInTopic(status.finalized(), own)) {
            publisher.publish(Publication.finality(status.safe(), status.finalized()));
            safe = status.safe();
            finalized = status.finalized();
        }
    }

    /** Says so loudly where the chain does what it had said it would not. */
    void checkAgainst(BlockRef ancestor, String node) {
        finalized
                .filter(block -> block.number() > ancestor.number())
                .ifPresent(block -> LOG.error(
                        "node {} leaves its branch down to {}, below block {} that it had called finalized: following it",
                        node,
                        ancestor,
                        block));
    }

    private static boolean isInTopic(Optional<BlockRef> block, OwnChain own) {
        if (block.isEmpty()) {
            return true;
        }
        long number = block.get().number();
        boolean reached = own.head().filter(head -> head.number() >= number).isPresent();
        return reached && own.known(number).or(() -> block).equals(block);
    }
}
