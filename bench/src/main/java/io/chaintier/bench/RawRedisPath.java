package io.chaintier.bench;

import java.net.InetSocketAddress;
import redis.clients.jedis.Jedis;

/** One key for each thing that is read, with the bytes of the answer. */
final class RawRedisPath implements ReadPath {
    private final InetSocketAddress address;
    private final BenchChain chain;

    RawRedisPath(InetSocketAddress address, BenchChain chain) {
        this.address = address;
        this.chain = chain;
        try (Jedis jedis = connect()) {
            for (What what : What.values()) {
                for (int number = 0; number < chain.things(what); number++) {
                    jedis.set(key(what, number), chain.bytes(what, number));
                }
            }
        }
    }

    @Override
    public Load.Reader open(What what) {
        Jedis jedis = connect();
        return new Load.Reader() {
            @Override
            public void read(int number) {
                if (jedis.get(key(what, number % chain.things(what))) == null) {
                    throw new IllegalStateException("not found");
                }
            }

            @Override
            public void close() {
                jedis.close();
            }
        };
    }

    private static byte[] key(What what, int number) {
        return ("raw:" + what + ":" + number).getBytes();
    }

    private Jedis connect() {
        return new Jedis(address.getHostString(), address.getPort());
    }
}
