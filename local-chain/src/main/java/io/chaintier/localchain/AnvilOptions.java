package io.chaintier.localchain;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a node is started. {@link #in} gives the defaults; the {@code with} methods give changed copies.
 *
 * @param directory        created if missing; holds the node's state and its log {@code anvil.log}, to which each
 *                         request adds some 20 bytes
 * @param port             1 to 65535, or {@link #FREE_PORT}
 * @param chainId          1 or more
 * @param accounts         unlocked accounts with 10,000 ether each, 1 or more
 * @param slotsInAnEpoch   the node calls the block this many below the head safe, twice as many finalized; 1 or more
 * @param mining           when blocks are made
 * @param genesisTimestamp seconds since 1970 in block 0: chains of the same input from the same timestamp are the
 *                         same, hash by hash
 * @param keepsState       whether {@link Anvil#stop} writes the chain to {@code state.json}, where the next start in
 *                         the same directory finds it
 */
public record AnvilOptions(
        Path directory,
        int port,
        long chainId,
        int accounts,
        int slotsInAnEpoch,
        Mining mining,
        long genesisTimestamp,
        boolean keepsState) {
    /** The value of {@code port} that lets {@link Anvil} pick one that nobody listens on. */
    public static final int FREE_PORT = 0;

    /** The chain id development nodes have by habit. */
    public static final long DEFAULT_CHAIN_ID = 31337;

    /** @throws IllegalArgumentException if a component is out of range; the message shows it */
    public AnvilOptions {
        directory = directory.toAbsolutePath();
        requireNonNull(mining, "mining");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be from 1 to 65535, or 0 for a free one: " + port);
        }
        requireAtLeast(1, chainId, "chain id");
        requireAtLeast(1, accounts, "number of accounts");
        requireAtLeast(1, slotsInAnEpoch, "number of slots in an epoch");
        requireAtLeast(0, genesisTimestamp, "genesis timestamp");
    }

    /** A free port, mining on demand, ten accounts, finality 64 blocks below the head, no state kept. */
    public static AnvilOptions in(Path directory) {
        return new AnvilOptions(
                directory, FREE_PORT, DEFAULT_CHAIN_ID, 10, 32, Mining.onDemand(), 1_700_000_000L, false);
    }

    public AnvilOptions withPort(int port) {
        return new AnvilOptions(
                directory, port, chainId, accounts, slotsInAnEpoch, mining, genesisTimestamp, keepsState);
    }

    public AnvilOptions withChainId(long chainId) {
        return new AnvilOptions(
                directory, port, chainId, accounts, slotsInAnEpoch, mining, genesisTimestamp, keepsState);
    }

    public AnvilOptions withAccounts(int accounts) {
        return new AnvilOptions(
                directory, port, chainId, accounts, slotsInAnEpoch, mining, genesisTimestamp, keepsState);
    }

    public AnvilOptions withSlotsInAnEpoch(int slotsInAnEpoch) {
        return new AnvilOptions(
                directory, port, chainId, accounts, slotsInAnEpoch, mining, genesisTimestamp, keepsState);
    }

    public AnvilOptions withMining(Mining mining) {
        return new AnvilOptions(
                directory, port, chainId, accounts, slotsInAnEpoch, mining, genesisTimestamp, keepsState);
    }

    public AnvilOptions withGenesisTimestamp(long genesisTimestamp) {
        return new AnvilOptions(
                directory, port, chainId, accounts, slotsInAnEpoch, mining, genesisTimestamp, keepsState);
    }

    public AnvilOptions withStateKept() {
        return new AnvilOptions(directory, port, chainId, accounts, slotsInAnEpoch, mining, genesisTimestamp, true);
    }

    Path log() {
        return directory.resolve("anvil.log");
    }

    List<String> arguments(int freePort) {
        List<String> arguments = new ArrayList<>(List.of(
                "--host",
                Anvil.HOST,
                "--port",
                Integer.toString(freePort),
                "--chain-id",
                Long.toString(chainId),
                "--accounts",
                Integer.toString(accounts),
                "--slots-in-an-epoch",
                Integer.toString(slotsInAnEpoch),
                "--timestamp",
                Long.toString(genesisTimestamp),
                "--color",
                "never",
                "--cache-path",
                directory.resolve("cache").toString()));
        if (mining instanceof Mining.OnDemand) {
            arguments.add("--no-mining");
        }
        if (mining instanceof Mining.Every every) {
            arguments.addAll(
                    List.of("--block-time", Long.toString(every.interval().toSeconds())));
        }
        if (keepsState) {
            arguments.addAll(
                    List.of("--state", directory.resolve("state.json").toString(), "--preserve-historical-states"));
        }
        return arguments;
    }

    private static void requireAtLeast(long least, long value, String what) {
        if (value < least) {
            throw new IllegalArgumentException(what + " must be " + least + " or more: " + value);
        }
    }
}
