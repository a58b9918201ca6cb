package io.chaintier.localchain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Calls of the contracts in {@code src/main/solidity/SampleToken.sol}, as the {@code data} of a transaction: a
 * four-byte selector (or the creation code) and 32 bytes for each argument.
 */
final class Contracts {
    private static final BigInteger TWO_TO_256 = BigInteger.ONE.shiftLeft(256);
    private static final String TRANSFER = "a9059cbb";
    private static final String APPROVE = "095ea7b3";
    private static final String ANNOUNCE = "cf530b0d";

    private Contracts() {}

    static String createToken(BigInteger supply) {
        return "0x" + creationCode("SampleToken") + word(supply);
    }

    static String createMemo(long memo) {
        return "0x" + creationCode("Memo") + word(memo);
    }

    static String transfer(String to, BigInteger value) {
        return "0x" + TRANSFER + word(to) + word(value);
    }

    static String approve(String spender, long value) {
        return "0x" + APPROVE + word(spender) + word(value);
    }

    /** {@code events} logs with 0, {@code step}, 2 * {@code step}, ... bytes of content, and one without topics. */
    static String announce(int events, int step) {
        return "0x" + ANNOUNCE + word(events) + word(step);
    }

    private static String word(String address) {
        return word(new BigInteger(address.substring(2), 16));
    }

    private static String word(long value) {
        return word(BigInteger.valueOf(value));
    }

    private static String word(BigInteger value) {
        // 2^256 + value has a leading 1 before its 64 digits.
        return TWO_TO_256.add(value).toString(16).substring(1);
    }

    private static String creationCode(String contract) {
        try (InputStream in = Contracts.class.getResourceAsStream(contract + ".hex")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the creation code of " + contract + " cannot be read", e);
        }
    }
}
