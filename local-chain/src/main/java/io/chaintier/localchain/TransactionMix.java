package io.chaintier.localchain;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Seeded transactions of every kind, as {@code eth_sendTransaction} takes them. The node gives them their nonces and
 * signs them. Each states its gas: a node asked to estimate it refuses what is meant to fail.
 */
final class TransactionMix {
    private static final String FEE_PER_GAS = "0x77359400"; // 2 gwei, twice the first base fee
    private static final BigInteger MORE_THAN_ANYBODY_HAS = BigInteger.ONE.shiftLeft(200);

    /** The commitment to, and the proof of, the blob that is all zeros: the point at infinity. */
    private static final String INFINITY = "0xc0" + "00".repeat(47);

    private static final String ZERO_BLOB = "0x" + "00".repeat(131_072);
    private static final String ZERO_BLOB_VERSIONED_HASH =
            "0x010657f37554c781402a22917dee2f75def7ab966d7b770905398eba3c444014";

    /**
     * The eleventh development account lends itself the token's code, valid on every chain. Only the first use of
     * it takes effect; transactions that carry it later are valid all the same.
     */
    private static final Map<String, String> AUTHORIZATION = Map.of(
            "chainId",
            "0x0",
            "address",
            "0x5fbdb2315678afecb367f032d93f642f64180aa3",
            "nonce",
            "0x0",
            "yParity",
            "0x1",
            "r",
            "0xd9aaa3be2a4457c068d3b9fb079be7baac2442262d886addc194d9d070883569",
            "s",
            "0x68458c7c0b965cf1293f8f48b46f5828733f8061c222488c8391e6de49808594");

    private final List<String> accounts;
    private final String token;
    private final boolean blobs;
    private final Random random;

    /** @param accounts two or more */
    TransactionMix(List<String> accounts, String token, boolean blobs, Random random) {
        this.accounts = List.copyOf(accounts);
        this.token = token;
        this.blobs = blobs;
        this.random = random;
    }

    String token() {
        return token;
    }

    Map<String, Object> next() {
        int percent = random.nextInt(100);
        if (percent < 30) {
            return valueTransfer();
        }
        if (percent < 60) {
            return toToken(120_000, Contracts.transfer(anyAccount(), BigInteger.valueOf(1 + random.nextInt(1_000))));
        }
        if (percent < 68) {
            return toToken(120_000, Contracts.approve(anyAccount(), random.nextInt(1_000_000)));
        }
        if (percent < 82) {
            int step = random.nextInt(10) == 0 ? 600 : random.nextInt(120);
            return toToken(3_000_000, Contracts.announce(1 + random.nextInt(6), step));
        }
        if (percent < 87) {
            return toToken(120_000, Contracts.transfer(anyAccount(), MORE_THAN_ANYBODY_HAS)); // reverts
        }
        if (percent < 90) {
            return toToken(30_000, Contracts.announce(6, 120)); // runs out of gas
        }
        if (percent < 96) {
            return with(anyType(250_000), "data", Contracts.createMemo(random.nextInt(1_000_000)));
        }
        return blobs && percent == 99 ? blob() : delegation();
    }

    private Map<String, Object> valueTransfer() {
        return with(with(anyType(60_000), "to", anyAccount()), "value", quantity(1 + random.nextInt(1_000_000_000)));
    }

    private Map<String, Object> toToken(long gas, String data) {
        return with(with(anyType(gas), "to", token), "data", data);
    }

    private Map<String, Object> delegation() {
        return with(with(dynamicFee("0x4", 120_000), "to", anyAccount()), "authorizationList", List.of(AUTHORIZATION));
    }

    private Map<String, Object> blob() {
        Map<String, Object> transaction = with(dynamicFee("0x3", 21_000), "to", anyAccount());
        transaction.put("maxFeePerBlobGas", FEE_PER_GAS);
        transaction.put("blobVersionedHashes", List.of(ZERO_BLOB_VERSIONED_HASH));
        transaction.put("blobs", List.of(ZERO_BLOB));
        transaction.put("commitments", List.of(INFINITY));
        transaction.put("proofs", List.of(INFINITY));
        return transaction;
    }

    private Map<String, Object> anyType(long gas) {
        switch (random.nextInt(4)) {
            case 0:
                return with(sent("0x0", gas), "gasPrice", FEE_PER_GAS);
            case 1:
                return with(with(sent("0x1", gas), "gasPrice", FEE_PER_GAS), "accessList", accessList());
            case 2:
                return with(dynamicFee("0x2", gas), "accessList", accessList());
            default:
                return dynamicFee("0x2", gas);
        }
    }

    private Map<String, Object> dynamicFee(String type, long gas) {
        return with(
                with(sent(type, gas), "maxFeePerGas", FEE_PER_GAS),
                "maxPriorityFeePerGas",
                quantity(random.nextInt(1_000)));
    }

    private Map<String, Object> sent(String type, long gas) {
        Map<String, Object> transaction = new TreeMap<>();
        transaction.put("type", type);
        transaction.put("from", anyAccount());
        transaction.put("gas", quantity(gas));
        return transaction;
    }

    private List<Map<String, Object>> accessList() {
        String slot = "0x" + "0".repeat(63) + random.nextInt(3);
        return List.of(Map.of("address", token, "storageKeys", List.of(slot)));
    }

    private String anyAccount() {
        return accounts.get(random.nextInt(accounts.size()));
    }

    private static Map<String, Object> with(Map<String, Object> transaction, String key, Object value) {
        transaction.put(key, value);
        return transaction;
    }

    private static String quantity(long value) {
        return "0x" + Long.toHexString(value);
    }
}
