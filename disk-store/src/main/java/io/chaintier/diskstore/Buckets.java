package io.chaintier.diskstore;

import io.chaintier.event.Hash;

/** Which partition a small row shares with others: many enough that batches share them, few enough to stay small. */
final class Buckets {
    private static final int NUMBERS = 8192;
    private static final int HASH_BITS = 12;

    private Buckets() {}

    static long ofNumber(long number) {
        return number / NUMBERS;
    }

    /** The highest number in a bucket. */
    static long lastOf(long bucket) {
        return bucket * NUMBERS + NUMBERS - 1;
    }

    /** The first 12 bits of the hash. */
    static int ofTransaction(Hash hash) {
        byte[] bytes = hash.array();
        int first = bytes[0] & 0xff;
        int second = bytes.length > 1 ? bytes[1] & 0xff : 0;
        return (first << Byte.SIZE | second) >>> 2 * Byte.SIZE - HASH_BITS;
    }
}
