package io.chaintier.store;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import java.util.List;
import java.util.Optional;

/**
 * One stretch of a search, as one store saw it at one moment: all blocks of a page were canonical at the same time. Pages
 * of several calls, or several stores, belong to one branch of the chain where the {@code parent} of the upper one is
 * the {@code top} of the lower one.
 *
 * @param from    lowest number looked at. What the query asks for below it this store does not have
 * @param through highest number looked at; {@code from - 1} where there was none
 * @param parent  of the canonical block at {@code from}; empty where there is no such block
 * @param top     hash of the canonical block at {@code through}; empty where there is no such block
 * @param blocks  those with a receipt that was found, lowest first; of each block all that was found
 * @param unknown the canonical block at {@code through + 1}, where the page ends because its receipts are not known
 */
public record LogPage(
        long from,
        long through,
        Optional<Hash> parent,
        Optional<Hash> top,
        List<BlockReceipts> blocks,
        Optional<BlockRef> unknown) {
    /**
     * A block with receipts that were found.
     *
     * @param receipts in block order, one or more
     */
    public record BlockReceipts(BlockHeader header, List<IndexedReceipt> receipts) {
        public BlockReceipts {
            requireNonNull(header, "header");
            receipts = List.copyOf(receipts);
        }
    }

    /**
     * A receipt that was found.
     *
     * @param index       place of its transaction in the block, from 0
     * @param transaction hash of its transaction
     * @param body        the family's receipt record
     */
    public record IndexedReceipt(int index, Hash transaction, Bytes body) {
        public IndexedReceipt {
            requireNonNull(transaction, "transaction");
            requireNonNull(body, "body");
        }
    }

    public LogPage {
        if (through < from - 1) {
            throw new IllegalArgumentException("expected a range of block numbers, but got " + from + " to " + through);
        }
        requireNonNull(parent, "parent");
        requireNonNull(top, "top");
        blocks = List.copyOf(blocks);
        requireNonNull(unknown, "unknown");
    }

    /**
     * A page that looked at nothing.
     *
     * @param from below which the store has nothing of what was asked for
     */
    public static LogPage nothing(long from) {
        return new LogPage(from, from - 1, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    /** Whether any number was looked at. */
    public boolean isEmpty() {
        return through < from;
    }

    /** How many receipts were found. */
    public int receiptCount() {
        return blocks.stream().mapToInt(block -> block.receipts().size()).sum();
    }
}
