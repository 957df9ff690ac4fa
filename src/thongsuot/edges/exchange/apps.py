from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "thongsuot.edges.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Offer what is here to the modules that want it."""
        from thongsuot.edges.exchange import national_portal, population, province, vnpay, webhooks
        from thongsuot.work.fees import ports
        from thongsuot.work.filings import ports as filing_ports
        from thongsuot.work.sync import ports as sync_ports

        ports.register(vnpay.Gateway())
        filing_ports.register(population.Population())
        sync_ports.register_portal(national_portal.Portal())
        sync_ports.register(webhooks.Webhooks())
        sync_ports.register(province.Provinces())
