package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.core.JsonGenerator;
import io.chaintier.evm.fees.Tip;
import io.chaintier.gateway.rpc.FeeBlocks.FeeBlock;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The answer to {@code eth_feeHistory}. Arrays go from the oldest block to the newest; those of base fees have one more,
 * of the block after it.
 *
 * @param oldest        number of the first block
 * @param baseFees      wei per gas, 0 before London
 * @param gasRatios     used gas as a part of the limit
 * @param blobFees      wei per blob gas, 0 before Cancun
 * @param blobRatios    used blob gas as a part of the limit
 * @param rewards       of each block the tip at each percentile; empty where they were not asked for
 */
record FeeHistory(
        long oldest,
        List<BigInteger> baseFees,
        List<Double> gasRatios,
        List<BigInteger> blobFees,
        List<Double> blobRatios,
        Optional<List<List<BigInteger>>> rewards) {
    /** Of no blocks. */
    static final FeeHistory NONE = new FeeHistory(0, List.of(), List.of(), List.of(), List.of(), Optional.empty());

    private static final double HUNDRED = 100;

    /**
     * @param down        newest first, at least one; with tips and their gas if there are percentiles
     * @param baseFee     of the block after the newest
     * @param blobFee     of the block after the newest
     * @param percentiles from 0 to 100, ascending; none where rewards are not asked for
     */
    static FeeHistory of(
            List<FeeBlock> down, BigInteger baseFee, BigInteger blobFee, NextFees rules, List<Double> percentiles)
            throws RpcException {
        List<FeeBlock> blocks = new ArrayList<>(down);
        Collections.reverse(blocks);
        List<BigInteger> baseFees = new ArrayList<>();
        List<BigInteger> blobFees = new ArrayList<>();
        List<Double> blobRatios = new ArrayList<>();
        for (FeeBlock block : blocks) {
            baseFees.add(block.fees().baseFee().orElse(BigInteger.ZERO));
            blobFees.add(rules.blobFee(block).orElse(BigInteger.ZERO));
            blobRatios.add(rules.blobRatio(block));
        }
        baseFees.add(baseFee);
        blobFees.add(blobFee);
        return new FeeHistory(
                blocks.get(0).ref().number(),
                baseFees,
                blocks.stream().map(block -> block.fees().gasUsedRatio()).toList(),
                blobFees,
                blobRatios,
                Optional.of(percentiles)
                        .filter(asked -> !asked.isEmpty())
                        .map(asked -> blocks.stream()
                                .map(block -> rewards(block, asked))
                                .toList()));
    }

    /** The tip that this part of the block's gas did not pay more than. */
    private static List<BigInteger> rewards(FeeBlock block, List<Double> percentiles) {
        List<Tip> tips = block.tips();
        List<BigInteger> rewards = new ArrayList<>(percentiles.size());
        int index = 0;
        long gas = tips.isEmpty() ? 0 : tips.get(0).gasUsed();
        for (double percentile : percentiles) {
            long threshold = (long) (block.fees().gasUsed() * percentile / HUNDRED);
            while (gas < threshold && index < tips.size() - 1) {
                index++;
                gas += tips.get(index).gasUsed();
            }
            rewards.add(tips.isEmpty() ? BigInteger.ZERO : tips.get(index).perGas());
        }
        return rewards;
    }

    void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("oldestBlock", "0x" + Long.toHexString(oldest));
        if (rewards.isPresent()) {
            out.writeArrayFieldStart("reward");
            for (List<BigInteger> ofBlock : rewards.get()) {
                writeQuantities(out, ofBlock);
            }
            out.writeEndArray();
        }
        out.writeFieldName("baseFeePerGas");
        writeQuantities(out, baseFees);
        out.writeFieldName("gasUsedRatio");
        writeRatios(out, gasRatios);
        out.writeFieldName("baseFeePerBlobGas");
        writeQuantities(out, blobFees);
        out.writeFieldName("blobGasUsedRatio");
        writeRatios(out, blobRatios);
        out.writeEndObject();
    }

    private static void writeQuantities(JsonGenerator out, List<BigInteger> numbers) throws IOException {
        out.writeStartArray();
        for (BigInteger number : numbers) {
            out.writeString("0x" + number.toString(16));
        }
        out.writeEndArray();
    }

    /** Whole numbers without a fraction, as nodes write them. */
    private static void writeRatios(JsonGenerator out, List<Double> ratios) throws IOException {
        out.writeStartArray();
        for (double ratio : ratios) {
            if (ratio == Math.rint(ratio)) {
                out.writeNumber((long) ratio);
            } else {
                out.writeNumber(ratio);
            }
        }
        out.writeEndArray();
    }
}
