namespace PageEngine.Images.Tests;

public sealed class RefusedFilesTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public static TheoryData<string, byte[], string> ForeignFiles => new()
    {
        { "gzip", [0x1F, 0x8B, 0x08, 0], "this is a gzip file; unpack it first" },
        { "xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "this is an xz file; unpack it first" },
        { "zstd", [0x28, 0xB5, 0x2F, 0xFD], "this is a zstd file; unpack it first" },
        { "lz4", [0x04, 0x22, 0x4D, 0x18], "this is an lz4 file; unpack it first" },
        { "bzip2", [.. "BZh9"u8, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59], "this is a bzip2 file; unpack it first" },
        { "zip", [.. "PK"u8, 3, 4], "this is a zip file; unpack it first" },
        { "kdump", [.. "KDUMP   "u8], "kdump-compressed" },
        { "flattened", [.. "makedumpfile\0\0\0\0"u8], "flattened makedumpfile" },
        { "windows32", [.. "PAGEDUMP"u8], "Windows crash dump" },
        { "windows64", [.. "PAGEDU64"u8], "Windows crash dump" },
        { "lime", [0x45, 0x4D, 0x69, 0x4C, 1, 0, 0, 0], "LiME" },
        { "vmss", [0xD2, 0xBE, 0xD2, 0xBE], ".vmem" },
        { "qcow2", [(byte)'Q', (byte)'F', (byte)'I', 0xFB], "qcow2" },
        { "migration", [.. "QEVM"u8], "migration stream" },
        { "libvirt", [.. "LibvirtQemudSave"u8], "libvirt" },
    };

    [Theory]
    [MemberData(nameof(ForeignFiles))]
    public void Formats_that_would_be_read_wrongly_are_refused_with_advice(string name, byte[] magic, string advice)
    {
        byte[] content = new byte[2 * Page.Size];
        magic.CopyTo(content, 0);
        string path = _scratch.File(name, content);
        Assert.Contains(advice, ImageAssert.Refused(path), StringComparison.Ordinal);

        using MemoryImage image = MemoryImage.Open(path, new() { Format = MemoryImageFormat.Raw });
        Assert.Equal(content, ImageAssert.ReadAll(image));
    }

    [Fact]
    public void A_file_without_any_known_beginning_is_raw_memory()
    {
        using MemoryImage image = MemoryImage.Open(_scratch.File("a", "BZh9 is no bzip2 by itself"u8));
        Assert.Equal(MemoryImageFormat.Raw, image.Format);
        var asCore = new MemoryImageOptions { Format = MemoryImageFormat.ElfCore };
        Assert.Equal("this is no ELF file", ImageAssert.Refused(image.Path, asCore));
    }

    [Fact]
    public void An_empty_file_is_refused() =>
        Assert.Equal("the file is empty", ImageAssert.Refused(_scratch.File("a", [])));

    [Fact]
    public void A_missing_file_is_refused()
    {
        Assert.Equal("there is no such file", ImageAssert.Refused(_scratch.File("a")));
        Assert.Equal("there is no such file", ImageAssert.Refused(_scratch.File("no/such/directory")));
    }

    [Fact]
    public void A_name_that_is_none_is_refused()
    {
        Assert.Equal("this is no file name", ImageAssert.Refused("a\0b"));
        Assert.Equal("this is no file name", ImageAssert.Refused(""));
    }

    [Fact]
    public void A_name_of_two_lines_is_reported_in_one() =>
        Assert.DoesNotContain(
            '\n', Assert.Throws<PageSourceException>(() => MemoryImage.Open(_scratch.File("a\nb"))).Message);

    [Fact]
    public void A_directory_is_refused() =>
        Assert.Equal("this is a directory", ImageAssert.Refused(_scratch.Directory));

    [Fact]
    public void A_pipe_is_refused_without_waiting_for_its_writer()
    {
        string pipe = _scratch.File("pipe");
        Scratch.RunOrSkip("mkfifo", pipe);
        Assert.Contains("a pipe", ImageAssert.Refused(pipe), StringComparison.Ordinal);
        string link = _scratch.File("link");
        File.CreateSymbolicLink(link, pipe);
        Assert.Contains("a pipe", ImageAssert.Refused(link), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_is_refused()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("/dev/zero is asked for");
        }

        Assert.Contains("a device", ImageAssert.Refused("/dev/zero"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_permission_is_refused()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("permissions do not bind the superuser, who runs this");
            return;
        }

        string path = _scratch.File("a", "x"u8);
        File.SetUnixFileMode(path, UnixFileMode.None);
        Assert.Equal("permission denied", ImageAssert.Refused(path));
    }

    public void Dispose() => _scratch.Dispose();
}
