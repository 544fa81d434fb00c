package dev.carillon.files;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/// Pixels of pictures as people see them, in the colours of the web, whichever colour model a picture is kept in.
final class Pixels {
    private static final int CMYK_BANDS = 4;

    private Pixels() {}

    /// Decodes a picture: also one of four inks, which Java would make too light.
    ///
    /// @param inks of such a picture, else null
    static BufferedImage read(ImageReader reader, ImageReadParam how, @Nullable JpegInks inks) throws IOException {
        return inks == null ? seen(reader.read(0, how)) : ofInks(reader.readRaster(0, how), inks);
    }

    /// Java takes grey samples for amounts of light unless they have eight bits and no alpha; files mean steps as the
    /// eye sees them.
    private static BufferedImage seen(BufferedImage image) {
        ColorModel model = image.getColorModel();
        return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY ? ofGrey(image, model) : image;
    }

    private static BufferedImage ofGrey(BufferedImage image, ColorModel model) {
        Raster raster = image.getRaster();
        boolean alpha = model.hasAlpha() && raster.getNumBands() > 1;
        var seen = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
        int[] row = new int[raster.getNumBands() * image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, image.getWidth(), 1, row);
            for (int x = 0; x < image.getWidth(); x++) {
                int at = x * raster.getNumBands();
                int grey = eightBits(row[at], model.getComponentSize(0));
                int opacity = alpha ? eightBits(row[at + 1], model.getComponentSize(1)) : 0xFF;
                seen.setRGB(x, y, opacity << 24 | grey << 16 | grey << 8 | grey);
            }
        }
        return seen;
    }

    private static int eightBits(int sample, int bits) {
        int most = (1 << bits) - 1;
        return (sample * 255 + most / 2) / most;
    }

    /// Without the profile of a press, which few files have and browsers treat in their own ways.
    private static BufferedImage ofInks(Raster raster, JpegInks inks) {
        var seen = new BufferedImage(raster.getWidth(), raster.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[CMYK_BANDS * raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int x = 0; x < raster.getWidth(); x++) {
                seen.setRGB(x, y, inks.rgb(row, x * CMYK_BANDS));
            }
        }
        return seen;
    }
}
