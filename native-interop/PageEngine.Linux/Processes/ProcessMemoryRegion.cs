namespace PageEngine.Linux;

/// <summary>A mapping of a process of which at least one page was taken.</summary>
/// <param name="Start">The address of the mapping.</param>
/// <param name="MappedPages">All pages of the mapping, touched or not.</param>
/// <param name="FirstPage">The index of its first page that was taken.</param>
/// <param name="PageCount">The pages that were taken.</param>
/// <param name="Name">The file, a name in brackets such as <c>[heap]</c>, or nothing.</param>
/// <param name="Permissions">As the kernel writes them: <c>rw-p</c>.</param>
public sealed record ProcessMemoryRegion(
    ulong Start, ulong MappedPages, ulong FirstPage, ulong PageCount, string Name, string Permissions);
