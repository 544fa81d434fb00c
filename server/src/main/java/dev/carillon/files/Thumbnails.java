package dev.carillon.files;

import dev.carillon.metrics.Counter;
import dev.carillon.metrics.Metrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageInputStream;
import org.jspecify.annotations.Nullable;

/// Makes small JPEGs of pictures: one at a time, with few waiting, within a time, and only of pictures that say first
/// that they are not too large. Whatever goes wrong, there is just no thumbnail.
final class Thumbnails implements AutoCloseable {
    static final int MOST_BYTES = 32_768;

    private static final Logger LOG = System.getLogger(Thumbnails.class.getName());
    private static final Set<String> READABLE =
            Set.of("image/jpeg", "image/png", "image/gif", "image/bmp", "image/webp");
    /// Of pictures that are decoded row by row, most of which are passed over: a JPEG of the largest sensors, and
    /// others,
    /// whose rows take longer.
    private static final long MOST_JPEG_PIXELS = 250_000_000;

    private static final long MOST_PIXELS = 100_000_000;
    /// Of pictures that are decoded as a whole: what memory there is decides, up to this.
    private static final long MOST_WHOLE_PIXELS = 50_000_000;
    /// Memory that a pixel of those takes, with all that stands beside it.
    private static final int WHOLE_BYTES = 16;

    private static final int SIDE = 320;
    private static final int WAITING = 64;
    private static final int SECONDS = 15;

    private final ThreadPoolExecutor pool;
    private final Counter made;
    private final Counter left;

    Thumbnails(Metrics metrics) {
        pool = new ThreadPoolExecutor(
                1,
                1,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("thumbnails").factory());
        pool.allowCoreThreadTimeOut(true);
        made = metrics.counter(
                "carillon_files_thumbnails_total", "Thumbnails of pictures, by what came of them", "outcome", "made");
        left = metrics.counter(
                "carillon_files_thumbnails_total", "Thumbnails of pictures, by what came of them", "outcome", "none");
    }

    /// A JPEG of at most [#MOST_BYTES], or null.
    byte @Nullable [] of(Path file, String type, ImageSize size) {
        if (!READABLE.contains(type)) {
            return null;
        }
        byte[] thumbnail = size.pixels() > most(size.decoding(), type) ? null : inTime(file, type, size);
        (thumbnail == null ? left : made).increment();
        return thumbnail;
    }

    private static long most(ImageSize.Decoding decoding, String type) {
        return switch (decoding) {
            case ROW_BY_ROW -> type.equals("image/jpeg") ? MOST_JPEG_PIXELS : MOST_PIXELS;
            case WHOLE -> Math.min(MOST_WHOLE_PIXELS, Runtime.getRuntime().maxMemory() / WHOLE_BYTES);
            case NEVER -> 0;
        };
    }

    private byte @Nullable [] inTime(Path file, String type, ImageSize size) {
        var result = new CompletableFuture<byte @Nullable []>();
        var reading = new AtomicReference<@Nullable ImageReader>();
        try {
            pool.execute(() -> make(file, type, size, reading, result));
            return result.get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "No thumbnail was made", e);
            return null;
        } finally {
            result.cancel(false);
            ImageReader reader = reading.get();
            if (reader != null) {
                reader.abort();
            }
        }
    }

    /// A decoder may meet anything: what it throws, of whatever kind, ends the thumbnail and nothing else.
    private static void make(
            Path file,
            String type,
            ImageSize size,
            AtomicReference<@Nullable ImageReader> reading,
            CompletableFuture<byte @Nullable []> result) {
        if (result.isDone()) {
            return;
        }
        try {
            result.complete(jpeg(upright(read(file, type, size, reading), size.orientation())));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    private static BufferedImage read(
            Path file, String type, ImageSize size, AtomicReference<@Nullable ImageReader> reading) throws IOException {
        var readers = ImageIO.getImageReadersByMIMEType(type);
        if (!readers.hasNext()) {
            throw new IOException("no reader of " + type);
        }
        ImageReader reader = readers.next();
        try (var in = new FileImageInputStream(file.toFile())) {
            JpegInks inks = JpegInks.of(in);
            reader.setInput(in, true, true);
            if (reader.getWidth(0) != size.width() && !type.equals("image/gif")) {
                throw new IOException("the picture is not as large as its head says");
            }
            var how = reader.getDefaultReadParam();
            int every = Math.max(1, Math.max(size.width(), size.height()) / (2 * SIDE));
            how.setSourceSubsampling(every, every, 0, 0);
            reading.set(reader);
            BufferedImage image = Pixels.read(reader, how, inks);
            if (image.getWidth() > 4 * SIDE || image.getHeight() > 4 * SIDE) {
                throw new IOException("the picture is larger than its head says");
            }
            return image;
        } finally {
            reading.set(null);
            reader.dispose();
        }
    }

    /// Scaled down, on white, turned as EXIF says.
    private static BufferedImage upright(BufferedImage image, int orientation) {
        double scale = Math.min(1, (double) SIDE / Math.max(image.getWidth(), image.getHeight()));
        int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
        boolean turned = orientation >= 5;
        var small = new BufferedImage(turned ? height : width, turned ? width : height, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = small.createGraphics();
        try {
            canvas.setColor(java.awt.Color.WHITE);
            canvas.fillRect(0, 0, small.getWidth(), small.getHeight());
            canvas.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            canvas.transform(turn(orientation, width, height));
            canvas.drawImage(image, 0, 0, width, height, null);
        } finally {
            canvas.dispose();
        }
        return small;
    }

    private static AffineTransform turn(int orientation, int w, int h) {
        return switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, w, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, w, h);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, h);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, h, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, h, w);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, w);
            default -> new AffineTransform();
        };
    }

    private static byte @Nullable [] jpeg(BufferedImage image) throws IOException {
        for (float quality : new float[] {0.75f, 0.5f, 0.25f}) {
            byte[] bytes = jpeg(image, quality);
            if (bytes.length <= MOST_BYTES) {
                return bytes;
            }
        }
        return null;
    }

    private static byte[] jpeg(BufferedImage image, float quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new javax.imageio.stream.MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), how);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
