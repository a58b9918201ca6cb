package io.chaintier.evm.rlp;

import io.chaintier.event.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Root of the Merkle Patricia trie that a block header holds of a list: the key of an item is its index as RLP. Built from
 * the sorted keys downwards; nothing is kept but the nodes on the way.
 */
public final class OrderedTrie {
    private static final int HASH_BYTES = 32;
    private static final int CHILDREN = 16;
    private static final int NIBBLE = 4;
    private static final int LOW = 0x0f;
    private static final int LEAF = 2;
    private static final byte[] NOTHING = new byte[0];

    /** @param path the nibbles of the key, one a byte */
    private record Entry(byte[] path, byte[] value) {}

    private final List<Entry> entries;

    private OrderedTrie(List<Entry> entries) {
        this.entries = entries;
    }

    /** @param items encoded, none empty */
    public static Hash root(List<byte[]> items) {
        if (items.isEmpty()) {
            return Keccak256.hash(new RlpWriter().bytes(NOTHING).toByteArray());
        }
        List<Entry> entries = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            entries.add(new Entry(path(new RlpWriter().integer(i).toByteArray()), items.get(i)));
        }
        entries.sort(Comparator.comparing(Entry::path, Arrays::compareUnsigned));
        return Keccak256.hash(new OrderedTrie(entries).node(0, entries.size(), 0));
    }

    /** The node above these entries, which have the first {@code depth} nibbles in common. */
    private byte[] node(int from, int to, int depth) {
        byte[] first = entries.get(from).path();
        if (to - from == 1) {
            byte[] value = entries.get(from).value();
            return pair(
                    path(first, depth, first.length, LEAF),
                    new RlpWriter().bytes(value).toByteArray());
        }
        // Sorted: what the first and the last have in common all have.
        int common = Arrays.mismatch(first, entries.get(to - 1).path());
        byte[] branch = branch(from, to, common);
        return common == depth ? branch : pair(path(first, depth, common, 0), reference(branch));
    }

    /** No key begins with another: a branch never holds a value of its own. */
    private byte[] branch(int from, int to, int depth) {
        return new RlpWriter()
                .list(node -> {
                    int next = from;
                    for (int nibble = 0; nibble < CHILDREN; nibble++) {
                        int start = next;
                        while (next < to && entries.get(next).path()[depth] == nibble) {
                            next++;
                        }
                        if (next > start) {
                            node.encoded(reference(node(start, next, depth + 1)));
                        } else {
                            node.bytes(NOTHING);
                        }
                    }
                    node.bytes(NOTHING);
                })
                .toByteArray();
    }

    private static byte[] pair(byte[] path, byte[] encoded) {
        return new RlpWriter().list(node -> node.bytes(path).encoded(encoded)).toByteArray();
    }

    /** A node as its parent holds it: itself where it is shorter than a hash. */
    private static byte[] reference(byte[] node) {
        return node.length < HASH_BYTES
                ? node
                : new RlpWriter().bytes(Keccak256.digest(node)).toByteArray();
    }

    private static byte[] path(byte[] key) {
        byte[] path = new byte[key.length * 2];
        for (int i = 0; i < key.length; i++) {
            path[2 * i] = (byte) (key[i] >> NIBBLE & LOW);
            path[2 * i + 1] = (byte) (key[i] & LOW);
        }
        return path;
    }

    /** A part of a path packed into bytes; the first nibble says what kind of node has it and whether a nibble is over. */
    private static byte[] path(byte[] path, int from, int to, int kind) {
        int odd = (to - from) % 2;
        byte[] packed = new byte[(to - from) / 2 + 1];
        packed[0] = (byte) ((kind + odd) << NIBBLE | (odd == 1 ? path[from] : 0));
        for (int i = 1; i < packed.length; i++) {
            int at = from + odd + 2 * (i - 1);
            packed[i] = (byte) (path[at] << NIBBLE | path[at + 1]);
        }
        return packed;
    }
}
