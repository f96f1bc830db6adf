package city.haihe.app.record.internal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;

/**
 * Compresses bodies with Zstandard and a dictionary of what most resources say, which more than halves a small resource. The
 * first byte of a stored body names the dictionary; a dictionary never changes once bodies were written with it.
 */
final class BodyCodec {

    private static final byte DICTIONARY_1 = 1;
    private static final String DICTIONARY_1_RESOURCE = "/city/haihe/app/record/body-dictionary-1.txt";

    /** Level 1 costs a third of level 3's time for a twentieth more bytes on resources of about 1 KB. */
    private static final int LEVEL = 1;

    /** Contexts kept for reuse: making one costs more than a resource's compression. More are made, and freed, under load. */
    private static final int POOLED_CONTEXTS = 16;

    /** Nothing larger is ever stored: a body of 16 MB with what the server adds to it. */
    private static final int MAX_BODY_BYTES = 17 * 1024 * 1024;

    private final ZstdDictCompress compressDictionary;
    private final ZstdDictDecompress decompressDictionary;
    private final ArrayBlockingQueue<ZstdCompressCtx> compressors = new ArrayBlockingQueue<>(POOLED_CONTEXTS);
    private final ArrayBlockingQueue<ZstdDecompressCtx> decompressors = new ArrayBlockingQueue<>(POOLED_CONTEXTS);

    BodyCodec() {
        byte[] dictionary = dictionary();
        compressDictionary = new ZstdDictCompress(dictionary, LEVEL);
        decompressDictionary = new ZstdDictDecompress(dictionary);
    }

    private static byte[] dictionary() {
        try (InputStream in = BodyCodec.class.getResourceAsStream(DICTIONARY_1_RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("missing: " + DICTIONARY_1_RESOURCE);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stored form of a body; empty for an empty one. */
    byte[] compress(byte[] body) {
        if (body.length == 0) {
            return body;
        }
        ZstdCompressCtx context = borrow(compressors, this::newCompressor);
        try {
            byte[] stored = new byte[1 + (int) Zstd.compressBound(body.length)];
            stored[0] = DICTIONARY_1;
            int size = context.compressByteArray(stored, 1, stored.length - 1, body, 0, body.length);
            return Arrays.copyOf(stored, 1 + size);
        } finally {
            if (!compressors.offer(context)) {
                context.close();
            }
        }
    }

    /** The body from its stored form. */
    byte[] decompress(byte[] stored) {
        if (stored.length == 0) {
            return stored;
        }
        if (stored[0] != DICTIONARY_1) {
            throw new IllegalStateException("body dictionary: " + stored[0] + " (expected: " + DICTIONARY_1 + ")");
        }
        long size = Zstd.getFrameContentSize(stored, 1, stored.length - 1);
        if (size < 0 || size > MAX_BODY_BYTES) {
            throw new IllegalStateException("body size: " + size + " (expected: at most " + MAX_BODY_BYTES + ")");
        }
        ZstdDecompressCtx context = borrow(decompressors, this::newDecompressor);
        try {
            byte[] body = new byte[(int) size];
            context.decompressByteArray(body, 0, body.length, stored, 1, stored.length - 1);
            return body;
        } finally {
            if (!decompressors.offer(context)) {
                context.close();
            }
        }
    }

    private ZstdCompressCtx newCompressor() {
        ZstdCompressCtx context = new ZstdCompressCtx();
        context.setLevel(LEVEL);
        context.loadDict(compressDictionary);
        return context;
    }

    private ZstdDecompressCtx newDecompressor() {
        ZstdDecompressCtx context = new ZstdDecompressCtx();
        context.loadDict(decompressDictionary);
        return context;
    }

    private static <T> T borrow(ArrayBlockingQueue<T> pool, Supplier<T> make) {
        T pooled = pool.poll();
        return pooled != null ? pooled : make.get();
    }
}
