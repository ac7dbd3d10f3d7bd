namespace PageEngine.Images;

/// <summary>Knows files by their first bytes that hold memory in a form that would be wrongly read as raw.</summary>
internal static class ForeignFormats
{
    /// <summary>How many of a file's first bytes <see cref="Recognise"/> looks at.</summary>
    internal const int HeadLength = 16;

    private const string DumpElf = "dump the guest as ELF or raw instead";

    /// <summary>Says what a file is and what to do, or null if nothing is known against reading it as raw.</summary>
    internal static string? Recognise(ReadOnlySpan<byte> head) => Compressed(head) ?? Dump(head);

    private static string? Compressed(ReadOnlySpan<byte> head)
    {
        string? kind =
            head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 0x08]) ? "a gzip" :
            head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? "an xz" :
            head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? "a zstd" :
            head.StartsWith((ReadOnlySpan<byte>)[0x04, 0x22, 0x4D, 0x18]) ? "an lz4" :
            head.StartsWith("BZh"u8) && head[4..].StartsWith((ReadOnlySpan<byte>)[0x31, 0x41, 0x59, 0x26]) ? "a bzip2" :
            head.StartsWith("PK\x03\x04"u8) ? "a zip" :
            head.StartsWith((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C]) ? "a 7z" :
            null;
        return kind is null ? null : $"this is {kind} file; unpack it first";
    }

    private static string? Dump(ReadOnlySpan<byte> head) =>
        head.StartsWith("KDUMP   "u8) || head.StartsWith("DISKDUMP"u8)
            ? "this is a kdump-compressed dump; dump the guest as ELF instead, or convert it with makedumpfile -E" :
        head.StartsWith("makedumpfile"u8)
            ? "this is a flattened makedumpfile dump; rearrange it with makedumpfile -R, and as ELF with -E" :
        head.StartsWith("PAGEDUMP"u8) || head.StartsWith("PAGEDU64"u8)
            ? "this is a Windows crash dump; " + DumpElf :
        head.StartsWith("EMiL"u8) ? "this is a LiME dump; write it with format=raw or format=padded instead" :
        head.StartsWith("AVML"u8) ? "this is an AVML dump; convert it to raw with avml-convert first" :
        IsVmwareState(head) ? "this is a VMware state file; the memory is in the .vmem file beside it" :
        head.StartsWith((ReadOnlySpan<byte>)[(byte)'Q', (byte)'F', (byte)'I', 0xFB])
            ? "this is a qcow2 disk image, not memory" :
        head.StartsWith("KDMV"u8) ? "this is a VMDK disk image, not memory" :
        head.StartsWith("QEVM"u8) ? "this is a QEMU migration stream; use dump-guest-memory instead" :
        head.StartsWith("LibvirtQemudSave"u8)
            ? "this is a saved libvirt domain; use virsh dump --memory-only instead" :
        null;

    // .vmss and .vmsn files begin with one of four words.
    private static bool IsVmwareState(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xBE, 0xD2, 0xBE]) ||
        head.StartsWith((ReadOnlySpan<byte>)[0xD1, 0xBA, 0xD1, 0xBA]) ||
        head.StartsWith((ReadOnlySpan<byte>)[0xD2, 0xBE, 0xD2, 0xBE]) ||
        head.StartsWith((ReadOnlySpan<byte>)[0xD3, 0xBE, 0xD3, 0xBE]);
}
