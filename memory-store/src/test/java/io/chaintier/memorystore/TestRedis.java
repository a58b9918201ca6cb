package io.chaintier.memorystore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.chaintier.config.Settings;
import io.chaintier.event.ChainId;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** A look at a Redis server from the side. */
final class TestRedis {
    private TestRedis() {}

    /** @param more keys and values */
    static RedisConfig config(InetSocketAddress address, String... more) {
        Map<String, String> values = new HashMap<>();
        values.put("redis.uri", "redis://" + address.getHostString() + ":" + address.getPort());
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return RedisConfig.from(Settings.of(values));
    }

    static Jedis jedis(InetSocketAddress address) {
        return new Jedis(address.getHostString(), address.getPort());
    }

    /** Keys of a chain without what is common to them, and their values. */
    static Map<String, String> dump(InetSocketAddress address, ChainId chain) {
        Map<String, String> dump = new TreeMap<>();
        try (Jedis jedis = jedis(address)) {
            for (byte[] key : keys(jedis, chain)) {
                String name =
                        new String(key, ISO_8859_1).substring(prefix(chain).length());
                if (!name.startsWith("run:")) {
                    String value = jedis.type(key).equals("zset")
                            ? jedis.zrangeWithScores(new String(key, ISO_8859_1), 0, -1)
                                    .toString()
                            : new String(jedis.get(key), ISO_8859_1);
                    dump.put(printable(name), printable(value));
                }
            }
        }
        return dump;
    }

    static List<byte[]> keys(Jedis jedis, ChainId chain) {
        List<byte[]> keys = new ArrayList<>();
        ScanParams match = new ScanParams().match(prefix(chain) + "*").count(1000);
        byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
        do {
            ScanResult<byte[]> page = jedis.scan(cursor, match);
            keys.addAll(page.getResult());
            cursor = page.getCursorAsBytes();
        } while (!"0".equals(new String(cursor, ISO_8859_1)));
        return keys;
    }

    static String prefix(ChainId chain) {
        return "ct:{" + chain + "}:";
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().forEach(c -> {
            if (c >= ' ' && c < 127) {
                shown.append((char) c);
            } else {
                shown.append("\\%02x".formatted(c));
            }
        });
        return shown.toString();
    }
}
