package io.chaintier.producer.follow;

import io.chaintier.event.BlockRef;
import java.time.Duration;

/** Hears how following goes. Called on the following thread. */
public interface FollowListener {
    /** The block is handed to the publisher and is the head now. */
    void appended(BlockRef block, int transactions);

    /**
     * The chain left one branch for another.
     *
     * @param depth    blocks reverted
     * @param ancestor the block below them
     */
    void reorganised(int depth, BlockRef ancestor);

    /** The node did not answer, or not with whole blocks; it is asked again after a while. */
    void nodeFailed(String why, Duration retryIn);
}
