package io.chaintier.producer.follow;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import java.util.Optional;

/**
 * What a node says of its chain at one moment.
 *
 * @param latest    its head
 * @param safe      empty where the node does not say
 * @param finalized empty where the node does not say
 * @param syncing   whether the node is still catching up with its network
 */
record NodeStatus(
        ChainId chain, BlockRef latest, Optional<BlockRef> safe, Optional<BlockRef> finalized, boolean syncing) {}
