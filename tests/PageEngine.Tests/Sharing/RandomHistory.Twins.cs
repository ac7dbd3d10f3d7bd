namespace PageEngine.Tests.Sharing;

// Hosts made from other hosts, which must go on exactly as these.
internal sealed partial class RandomHistory
{
    /// <summary>Adds a twin of both hosts: from here on each gets every call and must give the same answer.</summary>
    internal void Branch(Func<PageHost, PageHost> makeTwin)
    {
        foreach (HostUnderTest original in _hosts.ToArray()[..2])
        {
            byte[] before = Saved.BytesOf(original.Host);
            _hosts.Add(new HostUnderTest(makeTwin(original.Host)));
            Assert.True(before.AsSpan().SequenceEqual(Saved.BytesOf(original.Host)), "making a twin changes nothing");
        }

        Check();
    }

    /// <summary>Leaves the present hosts as they are and goes on with twins of them alone.</summary>
    internal IReadOnlyList<PageHost> GoOnWithTwins(Func<PageHost, PageHost> makeTwin)
    {
        List<PageHost> left = [.. _hosts.Select(host => host.Host)];
        _hosts.Clear();
        _hosts.AddRange(left.Select(host => new HostUnderTest(makeTwin(host))));
        return left;
    }

    internal IEnumerable<PageHost> Hosts => _hosts.Select(host => host.Host);

    private void CheckTwins()
    {
        for (int i = 2; i < _hosts.Count; i++)
        {
            PageHost original = _hosts[i % 2].Host;
            PageHost twin = _hosts[i].Host;
            Assert.Equal(original.Sharer.Report, twin.Sharer.Report);
            Assert.True(
                Saved.BytesOf(original).AsSpan().SequenceEqual(Saved.BytesOf(twin)),
                "twins are equal down to their books");
        }
    }
}
