package io.chaintier.producer.follow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.evm.EvmJson;
import io.chaintier.producer.publish.PatientPublisher;
import io.chaintier.producer.publish.Publication;
import io.chaintier.producer.publish.StateChange;
import java.util.Optional;

/**
 * Publishes how far the node and its publication have come, every few seconds, under key {@value #KEY} of the node's
 * namespace. One thread.
 */
final class ProgressNews {
    static final String KEY = "progress";

    private final PatientPublisher publisher;
    private final FollowerConfig config;
    private final EvmNode node;
    private Optional<String> version = Optional.empty();
    private Optional<Long> lastNanos = Optional.empty();

    ProgressNews(PatientPublisher publisher, FollowerConfig config, EvmNode node) {
        this.publisher = publisher;
        this.config = config;
        this.node = node;
    }

    /** @param published the chain's head as published */
    void tell(NodeStatus status, Optional<BlockRef> published) throws InterruptedException {
        long now = System.nanoTime();
        boolean tooEarly = lastNanos
                .filter(last -> now - last < config.progress().toNanos())
                .isPresent();
        if (tooEarly) {
            return;
        }
        if (version.isEmpty()) {
            version = Optional.of(node.version());
        }
        lastNanos = Optional.of(now);
        ObjectNode json = EvmJson.mapper().createObjectNode();
        json.put("client", version.get()).put("syncing", status.syncing());
        put(json.putObject("head"), status.latest());
        published.ifPresent(head -> put(json.putObject("published"), head));
        publisher.publish(Publication.state(new StateChange(config.nodeName(), KEY, Optional.of(encode(json)))));
    }

    private static void put(ObjectNode json, BlockRef block) {
        json.put("number", block.number()).put("hash", block.hash().toString());
    }

    private static Bytes encode(ObjectNode json) {
        try {
            return Bytes.of(EvmJson.mapper().writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("progress is plain JSON", e);
        }
    }
}
