using System.Runtime.InteropServices;

namespace PageEngine.Linux;

/// <summary>The errors of system calls that are told apart here.</summary>
internal static class Errno
{
    internal const int NotPermitted = 1;
    internal const int NoSuchFile = 2;
    internal const int NoSuchProcess = 3;
    internal const int Interrupted = 4;
    internal const int InputOutput = 5;
    internal const int NoSuchAddress = 6;
    internal const int TryAgain = 11;
    internal const int NoMemory = 12;
    internal const int AccessDenied = 13;
    internal const int BadAddress = 14;
    internal const int Exists = 17;
    internal const int InvalidArgument = 22;
    internal const int TooManyFilesInSystem = 23;
    internal const int TooManyFiles = 24;
    internal const int UnknownControl = 25;
    internal const int NotImplemented = 38;

    /// <summary>The error of the last call through an import that keeps it.</summary>
    internal static int Last => Marshal.GetLastPInvokeError();

    /// <summary>What the C library calls an error, in one line.</summary>
    internal static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error).ReplaceLineEndings(" ");
}
