package io.chaintier.producer.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chaintier.event.BlockReverted;
import io.chaintier.event.ChainId;
import io.chaintier.localstack.KafkaServer;
import io.chaintier.producer.publish.PublisherStatus.State;
import io.chaintier.producer.testing.Blocks;
import io.chaintier.producer.testing.CanonicalChain;
import io.chaintier.producer.testing.FakeNode;
import io.chaintier.producer.testing.OwnKafka;
import io.chaintier.producer.testing.Publishers;
import io.chaintier.producer.testing.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Following while Kafka, one of its own, is frozen. Serves I5, I8, R12; faults 44, 55. */
@ExtendWith(OwnKafka.class)
class SpoolingFollowerIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    private final KafkaServer kafka;
    private final long chainId = ThreadLocalRandom.current().nextLong(1_000_000, 1_000_000_000);
    private final ChainId chain = new ChainId("eip155", Long.toString(chainId));
    private final FakeNode node = new FakeNode(chainId);

    @TempDir
    private Path directory;

    SpoolingFollowerIT(KafkaServer kafka) throws IOException {
        this.kafka = kafka;
    }

    @AfterEach
    void stopNode() {
        node.close();
    }

    @Test
    void whatTheNodeGoesThroughWhileKafkaIsAwayIsKeptAndComesOnceInOrder() throws Exception {
        node.putChain(20);
        try (Following following = follow()) {
            awaitHead(following, 20, 0);
            kafka.pause();
            goThroughAReorganisation(following);

            kafka.resume();

            awaitHead(following, 35, 1);
        }

        assertTopicHasTheReorganisationOnce(35);
    }

    @Test
    void followerThatIsStoppedMeanwhileGoesOnBehindWhatItHadSpooled() throws Exception {
        node.putChain(20);
        try (Following following = follow()) {
            awaitHead(following, 20, 0);
            kafka.pause();
            goThroughAReorganisation(following);
        }

        // Its node forgets everything but the newest blocks, as one that prunes may.
        for (long number = 0; number <= 35; number++) {
            node.remove(number);
        }
        node.put(36, 1, 1, 2);
        node.endAt(36);
        kafka.resume();
        try (Following following = follow()) {
            awaitHead(following, 36, 1);
            assertThat(following.reorganisations).isEmpty();
        }

        assertTopicHasTheReorganisationOnce(36);
    }

    /** Blocks 21 to 30; then 28 to 30 give way to another branch that goes on to 35. */
    private void goThroughAReorganisation(Following following) {
        extend(21, 30, 0, 0);
        await().atMost(SOON).until(() -> following.status().spooledPublications() >= 10);
        extend(28, 35, 1, 0);
        await().atMost(SOON).until(() -> following.reorganisations.contains(3));
        await().atMost(SOON)
                .until(() -> following.status().state() == State.SPOOLING
                        && following.status().waitingPublications() == 0
                        && following.status().spooledPublications() >= 11);
        assertThat(following.head()).contains(Blocks.ref(20, 0));
    }

    private void extend(long from, long to, int branch, int parentBranch) {
        for (long number = from; number <= to; number++) {
            node.put(number, branch, number == from ? parentBranch : branch, 2);
        }
        node.endAt(to);
    }

    private Following follow() throws InterruptedException {
        return new Following(
                Publishers.config(kafka.bootstrapServers(), chain, "follower", Publishers.spooling(directory)),
                chain,
                node.uri());
    }

    private static void awaitHead(Following following, long number, int branch) {
        await().atMost(SOON).until(() -> following.head().equals(Optional.of(Blocks.ref(number, branch))));
    }

    private void assertTopicHasTheReorganisationOnce(int last) {
        CanonicalChain.assertGapFree(Topic.records(kafka.bootstrapServers(), chain));
        assertThat(CanonicalChain.of(Topic.events(kafka.bootstrapServers(), chain)))
                .hasSize(last + 1);
        assertThat(Topic.events(kafka.bootstrapServers(), chain).stream()
                        .filter(event -> event.payload() instanceof BlockReverted))
                .hasSize(3);
    }
}
