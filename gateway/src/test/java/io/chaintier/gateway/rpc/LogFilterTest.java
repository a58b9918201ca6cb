package io.chaintier.gateway.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.gateway.rpc.LogFilter.BlockRange;
import io.chaintier.store.BlockSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The object that clients say with which logs they want, read as strictly as everything (R10, B2). */
class LogFilterTest {
    private static final String A = address("a");
    private static final String B = address("b");
    private static final String T = topic("1");
    private static final String U = topic("2");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                      | filter is []",
                "7                       | filter is 7",
                "{'fromBlock': 1}        | filter.fromBlock is 1",
                "{'toBlock': '0x01'}     | filter.toBlock is \"0x01\"",
                "{'toBlock': 'newest'}   | filter.toBlock is \"newest\"",
                "{'blockHash': '0x12'}   | filter.blockHash is \"0x12\"",
                "{'address': '0x12'}     | filter.address is \"0x12\"",
                "{'address': 7}          | filter.address is 7",
                "{'address': {}}         | filter.address is {}",
                "{'address': ['0x1']}    | filter.address[0] is \"0x1\"",
                "{'address': [true]}     | filter.address[0] is true",
                "{'topics': '0x12'}      | filter.topics is \"0x12\"",
                "{'topics': ['0x12']}    | filter.topics[0] is \"0x12\"",
                "{'topics': [null, 4]}   | filter.topics[1] is 4",
                "{'topics': [[[]]]}      | filter.topics[0][0] is []",
                "{'topics': [null, null, null, null, null]} | up to 4 topics",
                "{'fromBlock': '0x3', 'toBlock': '0x2'}     | fromBlock 3 is above toBlock 2",
            })
    void whatIsNoFilterIsRefusedByTheNameOfTheField(String filter, String message) {
        RpcException refused = refused(filter);

        assertThat(refused.code()).isEqualTo(-32602);
        assertThat(refused).hasMessageContaining(message);
    }

    @Test
    void aBlockHashGoesWithNoRange() {
        for (String bound : List.of("'fromBlock':'0x1'", "'toBlock':'latest'")) {
            RpcException refused = refused("{'blockHash':'" + T + "'," + bound + "}");

            assertThat(refused.code()).isEqualTo(-32602);
            assertThat(refused).hasMessageContaining("either blockHash or fromBlock and toBlock");
        }
        assertThat(parse("{'blockHash':'" + T + "','fromBlock':null}").block()).contains(Hash.parse(T));
    }

    @Test
    void moreAlternativesThanAllowedAreALimitAndNotAMistake() {
        assertThat(refused("{'address':['" + A + "','" + B + "','" + address("c") + "']}")
                        .code())
                .isEqualTo(-32005);
        assertThat(refused("{'topics':[null,['" + T + "','" + U + "','" + topic("3") + "']]}")
                        .code())
                .isEqualTo(-32005);
    }

    @Test
    void rangesAreLatestWhereNothingIsSaid() {
        assertThat(parse("{}").blocks()).isEqualTo(new BlockRange(BlockSelector.HEAD, BlockSelector.HEAD));
        assertThat(parse("{'fromBlock':'earliest','toBlock':'finalized'}").blocks())
                .isEqualTo(new BlockRange(BlockSelector.number(0), BlockSelector.FINALIZED));
    }

    @Test
    void everyPlaceOfTheFilterNeedsATopicOfTheLog() {
        List<Bytes> one = List.of(bytes(T));
        List<Bytes> two = List.of(bytes(T), bytes(U));

        assertThat(parse("{'topics':[null]}").matches(bytes(A), List.of())).isFalse();
        assertThat(parse("{'topics':[[],[]]}").matches(bytes(A), one)).isFalse();
        assertThat(parse("{'topics':[null,'" + U + "']}").matches(bytes(A), two))
                .isTrue();
        assertThat(parse("{'topics':['" + U + "']}").matches(bytes(A), two)).isFalse();
        assertThat(parse("{'topics':[['" + U + "','" + T + "']]}").matches(bytes(A), two))
                .isTrue();
        assertThat(parse("{'topics':[['" + U + "',null]]}").matches(bytes(A), two))
                .isTrue();
    }

    @Test
    void capitalsInAddressesAreAChecksumAndNoOtherAddress() {
        LogFilter filter = parse("{'address':'" + A.replace('a', 'A') + "'}");

        assertThat(filter.matches(bytes(A), List.of())).isTrue();
    }

    @Test
    void theStoresAreAskedForEverySetThatIsSaid() {
        LogFilter filter =
                parse("{'address':['" + A + "','" + B + "'],'topics':[null,'" + T + "',[null,'" + U + "']]}");

        assertThat(filter.termSets()).containsExactly(Set.of(bytes(A), bytes(B)), Set.of(bytes(T)));
        assertThat(parse("{'address':[],'topics':[]}").termSets()).isEmpty();
    }

    private static RpcException refused(String filter) {
        return catchThrowableOfType(RpcException.class, () -> read(filter));
    }

    private static LogFilter parse(String filter) {
        try {
            return read(filter);
        } catch (RpcException e) {
            throw new AssertionError(e);
        }
    }

    private static LogFilter read(String filter) throws RpcException {
        try {
            JsonNode json = Json.MAPPER.readTree(filter.replace('\'', '"'));
            return LogFilter.parse("filter", json, 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Bytes bytes(String hex) {
        return Bytes.of(Hash.parse(hex).array());
    }

    private static String address(String digit) {
        return "0x" + digit.repeat(40);
    }

    private static String topic(String digit) {
        return "0x" + digit.repeat(64);
    }
}
