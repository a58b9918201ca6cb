package io.chaintier.evm.rlp;

import io.chaintier.event.Hash;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Ethereum's hash: Keccak with 256 bits as it was before it became SHA-3. */
public final class Keccak256 {
    private static final int BITS = 256;

    private Keccak256() {}

    public static Hash hash(byte[] bytes) {
        return Hash.of(digest(bytes));
    }

    static byte[] digest(byte[] bytes) {
        KeccakDigest keccak = new KeccakDigest(BITS);
        keccak.update(bytes, 0, bytes.length);
        byte[] digest = new byte[BITS / Byte.SIZE];
        keccak.doFinal(digest, 0);
        return digest;
    }
}
